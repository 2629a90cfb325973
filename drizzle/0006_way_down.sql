ALTER TABLE "run" ADD COLUMN "way_down_stopped_by" text;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "way_down_stopped_reason" text;