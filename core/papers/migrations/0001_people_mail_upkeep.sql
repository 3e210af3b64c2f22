CREATE TABLE "counts" (
	"arxiv" text NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"value" integer NOT NULL,
	CONSTRAINT "counts_arxiv_kind_at_pk" PRIMARY KEY("arxiv","kind","at")
);
--> statement-breakpoint
CREATE TABLE "versions" (
	"arxiv" text NOT NULL,
	"version" integer NOT NULL,
	"submitted" timestamp with time zone,
	CONSTRAINT "versions_arxiv_version_pk" PRIMARY KEY("arxiv","version")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"handle" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"role" text DEFAULT 'reader' NOT NULL,
	"created" timestamp with time zone DEFAULT now() NOT NULL,
	"banned" timestamp with time zone,
	"ban_reason" text,
	"hides_seen_days" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "accounts_handle_unique" UNIQUE("handle"),
	CONSTRAINT "accounts_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account" uuid NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"prefix" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created" timestamp with time zone DEFAULT now() NOT NULL,
	"expires" timestamp with time zone,
	"used" timestamp with time zone,
	CONSTRAINT "api_keys_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor" uuid,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "authorships" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account" uuid NOT NULL,
	"arxiv" text NOT NULL,
	"author" text NOT NULL,
	"proof" text NOT NULL,
	"evidence" text NOT NULL,
	"code" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"asked" timestamp with time zone DEFAULT now() NOT NULL,
	"checked" timestamp with time zone,
	"why" text
);
--> statement-breakpoint
CREATE TABLE "challenges" (
	"browser_hash" text PRIMARY KEY NOT NULL,
	"challenge" text NOT NULL,
	"account" uuid,
	"expires" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "collected" (
	"collection" uuid NOT NULL,
	"arxiv" text NOT NULL,
	"position" integer NOT NULL,
	"added" timestamp with time zone DEFAULT now() NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"read" timestamp with time zone,
	CONSTRAINT "collected_collection_arxiv_pk" PRIMARY KEY("collection","arxiv")
);
--> statement-breakpoint
CREATE TABLE "collections" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"account" uuid NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"kind" text DEFAULT 'collection' NOT NULL,
	"public" boolean DEFAULT false NOT NULL,
	"created" timestamp with time zone DEFAULT now() NOT NULL,
	"changed" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "collections_slug" UNIQUE("account","slug")
);
--> statement-breakpoint
CREATE TABLE "comments" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"arxiv" text NOT NULL,
	"account" uuid,
	"parent" uuid,
	"body" text NOT NULL,
	"written" timestamp with time zone DEFAULT now() NOT NULL,
	"edited" timestamp with time zone,
	"removed" timestamp with time zone,
	"hidden" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "curations" (
	"account" uuid NOT NULL,
	"day" date NOT NULL,
	"arxiv" text NOT NULL,
	"position" integer NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	CONSTRAINT "curations_account_day_arxiv_pk" PRIMARY KEY("account","day","arxiv")
);
--> statement-breakpoint
CREATE TABLE "follows" (
	"account" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "follows_account_kind_value_pk" PRIMARY KEY("account","kind","value")
);
--> statement-breakpoint
CREATE TABLE "passkeys" (
	"id" text PRIMARY KEY NOT NULL,
	"account" uuid NOT NULL,
	"public_key" text NOT NULL,
	"counter" bigint NOT NULL,
	"transports" text[] DEFAULT '{}' NOT NULL,
	"name" text NOT NULL,
	"created" timestamp with time zone DEFAULT now() NOT NULL,
	"used" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"subject_kind" text NOT NULL,
	"subject" text NOT NULL,
	"account" uuid,
	"reason" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"decided" timestamp with time zone,
	"decision" text
);
--> statement-breakpoint
CREATE TABLE "secrets" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL,
	"made" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seen" (
	"account" uuid NOT NULL,
	"arxiv" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"put_away" boolean DEFAULT false NOT NULL,
	CONSTRAINT "seen_account_arxiv_pk" PRIMARY KEY("account","arxiv")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"token_hash" text NOT NULL,
	"account" uuid NOT NULL,
	"method" text NOT NULL,
	"created" timestamp with time zone DEFAULT now() NOT NULL,
	"seen" timestamp with time zone DEFAULT now() NOT NULL,
	"expires" timestamp with time zone NOT NULL,
	"user_agent" text DEFAULT '' NOT NULL,
	"network" text DEFAULT '' NOT NULL,
	CONSTRAINT "sessions_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "sign_in_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"browser_hash" text NOT NULL,
	"email" text NOT NULL,
	"account" uuid,
	"network" text NOT NULL,
	"asked" timestamp with time zone DEFAULT now() NOT NULL,
	"expires" timestamp with time zone NOT NULL,
	"used" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "submissions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"arxiv" text NOT NULL,
	"account" uuid,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"why" text
);
--> statement-breakpoint
CREATE TABLE "votes" (
	"account" uuid NOT NULL,
	"arxiv" text NOT NULL,
	"cast" timestamp with time zone DEFAULT now() NOT NULL,
	"taken_back" timestamp with time zone,
	"network" text DEFAULT '' NOT NULL,
	"referrer" text DEFAULT '' NOT NULL,
	CONSTRAINT "votes_account_arxiv_pk" PRIMARY KEY("account","arxiv")
);
--> statement-breakpoint
CREATE TABLE "arrivals" (
	"arxiv" text NOT NULL,
	"day" date NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "arrivals_arxiv_day_pk" PRIMARY KEY("arxiv","day")
);
--> statement-breakpoint
CREATE TABLE "bounces" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"subscriber" uuid,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"recipient" text NOT NULL,
	"status" text,
	"diagnostic" text
);
--> statement-breakpoint
CREATE TABLE "confirmations" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"subscriber" uuid NOT NULL,
	"asked" timestamp with time zone DEFAULT now() NOT NULL,
	"expires" timestamp with time zone NOT NULL,
	"used" timestamp with time zone,
	"choices" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "digest_papers" (
	"subscriber" uuid NOT NULL,
	"arxiv" text NOT NULL,
	"digest" uuid NOT NULL,
	"position" smallint NOT NULL,
	"why" text NOT NULL,
	CONSTRAINT "digest_papers_subscriber_arxiv_pk" PRIMARY KEY("subscriber","arxiv")
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"subscriber" uuid NOT NULL,
	"period" text NOT NULL,
	"state" text NOT NULL,
	"intended" timestamp with time zone DEFAULT now() NOT NULL,
	"message_id" text NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next" timestamp with time zone DEFAULT now() NOT NULL,
	"held" timestamp with time zone,
	"sent" timestamp with time zone,
	"rest" integer DEFAULT 0 NOT NULL,
	"error" text,
	CONSTRAINT "digests_period" UNIQUE("subscriber","period")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"recipient" text NOT NULL,
	"subject" text NOT NULL,
	"message_id" text NOT NULL,
	"raw" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subscribers" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"account" uuid,
	"state" text DEFAULT 'asked' NOT NULL,
	"asked" timestamp with time zone DEFAULT now() NOT NULL,
	"asked_network" text DEFAULT '' NOT NULL,
	"confirmed" timestamp with time zone,
	"confirmed_network" text,
	"agreed" text,
	"stopped" timestamp with time zone,
	"frequency" text DEFAULT 'daily' NOT NULL,
	"weekday" smallint DEFAULT 1 NOT NULL,
	"hour" smallint DEFAULT 7 NOT NULL,
	"zone" text DEFAULT 'UTC' NOT NULL,
	"topics" text[] DEFAULT '{}' NOT NULL,
	"authors" text[] DEFAULT '{}' NOT NULL,
	"searches" text[] DEFAULT '{}' NOT NULL,
	"trending" boolean DEFAULT true NOT NULL,
	"most" smallint DEFAULT 20 NOT NULL,
	"due" timestamp with time zone,
	"due_period" text,
	CONSTRAINT "subscribers_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "answers" (
	"address" text PRIMARY KEY NOT NULL,
	"etag" text,
	"last_modified" text,
	"asked" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gates" (
	"name" text PRIMARY KEY NOT NULL,
	"opens" timestamp with time zone NOT NULL,
	"holder" text,
	"held_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "repositories" (
	"name" text PRIMARY KEY NOT NULL,
	"etag" text,
	"stars" integer,
	"asked" timestamp with time zone,
	"gone" timestamp with time zone,
	"moved_to" text
);
--> statement-breakpoint
CREATE TABLE "sources" (
	"name" text PRIMARY KEY NOT NULL,
	"cursor" jsonb,
	"started" timestamp with time zone,
	"finished" timestamp with time zone,
	"papers" integer DEFAULT 0 NOT NULL,
	"error" text
);
--> statement-breakpoint
ALTER TABLE "papers" ADD COLUMN "keywords" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "papers" ADD COLUMN "version" integer;--> statement-breakpoint
ALTER TABLE "papers" ADD COLUMN "comment" text;--> statement-breakpoint
ALTER TABLE "papers" ADD COLUMN "doi" text;--> statement-breakpoint
ALTER TABLE "papers" ADD COLUMN "journal" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "account" uuid;--> statement-breakpoint
ALTER TABLE "counts" ADD CONSTRAINT "counts_arxiv_papers_arxiv_fk" FOREIGN KEY ("arxiv") REFERENCES "public"."papers"("arxiv") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "versions" ADD CONSTRAINT "versions_arxiv_papers_arxiv_fk" FOREIGN KEY ("arxiv") REFERENCES "public"."papers"("arxiv") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authorships" ADD CONSTRAINT "authorships_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authorships" ADD CONSTRAINT "authorships_arxiv_papers_arxiv_fk" FOREIGN KEY ("arxiv") REFERENCES "public"."papers"("arxiv") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenges" ADD CONSTRAINT "challenges_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "collected" ADD CONSTRAINT "collected_collection_collections_id_fk" FOREIGN KEY ("collection") REFERENCES "public"."collections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "collected" ADD CONSTRAINT "collected_arxiv_papers_arxiv_fk" FOREIGN KEY ("arxiv") REFERENCES "public"."papers"("arxiv") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "collections" ADD CONSTRAINT "collections_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_arxiv_papers_arxiv_fk" FOREIGN KEY ("arxiv") REFERENCES "public"."papers"("arxiv") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_parent_comments_id_fk" FOREIGN KEY ("parent") REFERENCES "public"."comments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "curations" ADD CONSTRAINT "curations_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "curations" ADD CONSTRAINT "curations_arxiv_papers_arxiv_fk" FOREIGN KEY ("arxiv") REFERENCES "public"."papers"("arxiv") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reports" ADD CONSTRAINT "reports_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seen" ADD CONSTRAINT "seen_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seen" ADD CONSTRAINT "seen_arxiv_papers_arxiv_fk" FOREIGN KEY ("arxiv") REFERENCES "public"."papers"("arxiv") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_links_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "votes" ADD CONSTRAINT "votes_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "votes" ADD CONSTRAINT "votes_arxiv_papers_arxiv_fk" FOREIGN KEY ("arxiv") REFERENCES "public"."papers"("arxiv") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arrivals" ADD CONSTRAINT "arrivals_arxiv_papers_arxiv_fk" FOREIGN KEY ("arxiv") REFERENCES "public"."papers"("arxiv") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bounces" ADD CONSTRAINT "bounces_subscriber_subscribers_id_fk" FOREIGN KEY ("subscriber") REFERENCES "public"."subscribers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "confirmations" ADD CONSTRAINT "confirmations_subscriber_subscribers_id_fk" FOREIGN KEY ("subscriber") REFERENCES "public"."subscribers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digest_papers" ADD CONSTRAINT "digest_papers_subscriber_subscribers_id_fk" FOREIGN KEY ("subscriber") REFERENCES "public"."subscribers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digest_papers" ADD CONSTRAINT "digest_papers_arxiv_papers_arxiv_fk" FOREIGN KEY ("arxiv") REFERENCES "public"."papers"("arxiv") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digest_papers" ADD CONSTRAINT "digest_papers_digest_digests_id_fk" FOREIGN KEY ("digest") REFERENCES "public"."digests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digests" ADD CONSTRAINT "digests_subscriber_subscribers_id_fk" FOREIGN KEY ("subscriber") REFERENCES "public"."subscribers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscribers" ADD CONSTRAINT "subscribers_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "counts_at" ON "counts" USING btree ("at");--> statement-breakpoint
CREATE INDEX "api_keys_account" ON "api_keys" USING btree ("account");--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit" USING btree ("at");--> statement-breakpoint
CREATE INDEX "authorships_arxiv" ON "authorships" USING btree ("arxiv");--> statement-breakpoint
CREATE INDEX "authorships_account" ON "authorships" USING btree ("account");--> statement-breakpoint
CREATE INDEX "collected_arxiv" ON "collected" USING btree ("arxiv");--> statement-breakpoint
CREATE INDEX "comments_arxiv" ON "comments" USING btree ("arxiv","written");--> statement-breakpoint
CREATE INDEX "comments_account" ON "comments" USING btree ("account");--> statement-breakpoint
CREATE INDEX "curations_day" ON "curations" USING btree ("day");--> statement-breakpoint
CREATE INDEX "passkeys_account" ON "passkeys" USING btree ("account");--> statement-breakpoint
CREATE INDEX "reports_open" ON "reports" USING btree ("at") WHERE decided is null;--> statement-breakpoint
CREATE INDEX "sessions_account" ON "sessions" USING btree ("account");--> statement-breakpoint
CREATE INDEX "sign_in_links_email" ON "sign_in_links" USING btree ("email","asked");--> statement-breakpoint
CREATE INDEX "submissions_arxiv" ON "submissions" USING btree ("arxiv");--> statement-breakpoint
CREATE INDEX "votes_arxiv" ON "votes" USING btree ("arxiv");--> statement-breakpoint
CREATE INDEX "votes_cast" ON "votes" USING btree ("cast");--> statement-breakpoint
CREATE INDEX "arrivals_at" ON "arrivals" USING btree ("at");--> statement-breakpoint
CREATE INDEX "bounces_subscriber" ON "bounces" USING btree ("subscriber","at");--> statement-breakpoint
CREATE INDEX "confirmations_subscriber" ON "confirmations" USING btree ("subscriber");--> statement-breakpoint
CREATE INDEX "digest_papers_digest" ON "digest_papers" USING btree ("digest");--> statement-breakpoint
CREATE INDEX "digests_open" ON "digests" USING btree ("next") WHERE state = 'intended';--> statement-breakpoint
CREATE INDEX "digests_message" ON "digests" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "outbox_at" ON "outbox" USING btree ("at");--> statement-breakpoint
CREATE INDEX "subscribers_due" ON "subscribers" USING btree ("due") WHERE state = 'active';--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "papers_categories" ON "papers" USING gin ("categories");--> statement-breakpoint
CREATE INDEX "papers_keywords" ON "papers" USING gin ("keywords");