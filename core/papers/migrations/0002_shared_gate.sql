ALTER TABLE "gates" ADD COLUMN "holder" text;--> statement-breakpoint
ALTER TABLE "gates" ADD COLUMN "held_until" timestamp with time zone;