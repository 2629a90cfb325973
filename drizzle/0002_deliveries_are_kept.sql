CREATE TABLE "edit_pace" (
	"home" text PRIMARY KEY NOT NULL,
	"full_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "inbound_delivery" ADD COLUMN "kept" jsonb;--> statement-breakpoint
ALTER TABLE "inbound_delivery" ADD COLUMN "begun_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "inbound_delivery_open" ON "inbound_delivery" USING btree ("received_at") WHERE finished_at is null and kept is not null;