CREATE TABLE "listings" (
	"day" date NOT NULL,
	"arxiv" text NOT NULL,
	"position" integer NOT NULL,
	"listed" timestamp with time zone,
	"comments" integer DEFAULT 0 NOT NULL,
	"record" jsonb,
	CONSTRAINT "listings_day_arxiv_pk" PRIMARY KEY("day","arxiv")
);
--> statement-breakpoint
CREATE TABLE "papers" (
	"arxiv" text PRIMARY KEY NOT NULL,
	"slug" text,
	"title" text NOT NULL,
	"title_plain" text NOT NULL,
	"title_rank" smallint NOT NULL,
	"abstract" text,
	"abstract_plain" text,
	"abstract_rank" smallint,
	"summary" text,
	"authors" jsonb NOT NULL,
	"authors_plain" text NOT NULL,
	"published" timestamp with time zone,
	"venue" text,
	"code" text,
	"project_page" text,
	"categories" text[] DEFAULT '{}' NOT NULL,
	"upvotes" integer DEFAULT 0 NOT NULL,
	"stars" integer,
	"withdrawn" timestamp with time zone,
	"runs_here" boolean DEFAULT false NOT NULL,
	"record" jsonb,
	"seen" timestamp with time zone DEFAULT now() NOT NULL,
	"changed" timestamp with time zone DEFAULT now() NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('english', title_plain), 'A') || setweight(to_tsvector('simple', authors_plain), 'C') || setweight(to_tsvector('english', coalesce(summary, '')), 'B') || setweight(to_tsvector('english', coalesce(abstract_plain, '')), 'B')) STORED,
	CONSTRAINT "papers_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"paper" text NOT NULL,
	"experiment" text NOT NULL,
	"state" text NOT NULL,
	"origin" text NOT NULL,
	"started" timestamp with time zone NOT NULL,
	"saved" timestamp with time zone DEFAULT now() NOT NULL,
	"record" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "listings" ADD CONSTRAINT "listings_arxiv_papers_arxiv_fk" FOREIGN KEY ("arxiv") REFERENCES "public"."papers"("arxiv") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "listings_arxiv" ON "listings" USING btree ("arxiv");--> statement-breakpoint
CREATE INDEX "papers_search" ON "papers" USING gin ("search");--> statement-breakpoint
CREATE INDEX "papers_published" ON "papers" USING btree ("published");--> statement-breakpoint
CREATE INDEX "runs_paper" ON "runs" USING btree ("paper","started");