ALTER TABLE "step_run" ADD COLUMN "still_running" jsonb;--> statement-breakpoint
CREATE INDEX "step_run_still_running" ON "step_run" USING btree ("run_id") WHERE still_running is not null;