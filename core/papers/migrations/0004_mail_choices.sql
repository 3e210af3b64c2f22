CREATE TABLE "arrivals" (
	"arxiv" text NOT NULL,
	"day" date NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "arrivals_arxiv_day_pk" PRIMARY KEY("arxiv","day")
);
--> statement-breakpoint
ALTER TABLE "confirmations" ADD COLUMN "asked" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "confirmations" ADD COLUMN "choices" jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "digests" ADD COLUMN "rest" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "subscribers" ADD COLUMN "due_period" text;--> statement-breakpoint
ALTER TABLE "arrivals" ADD CONSTRAINT "arrivals_arxiv_papers_arxiv_fk" FOREIGN KEY ("arxiv") REFERENCES "public"."papers"("arxiv") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "arrivals_at" ON "arrivals" USING btree ("at");--> statement-breakpoint
CREATE INDEX "confirmations_subscriber" ON "confirmations" USING btree ("subscriber");--> statement-breakpoint
CREATE INDEX "digests_message" ON "digests" USING btree ("message_id");