CREATE TABLE "console_channel" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"topic" text NOT NULL,
	"private" boolean NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "console_channel_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "console_member" (
	"channel" text NOT NULL,
	"persona" text NOT NULL,
	CONSTRAINT "console_member_channel_persona_pk" PRIMARY KEY("channel","persona")
);
--> statement-breakpoint
CREATE TABLE "edit_pace" (
	"home" text PRIMARY KEY NOT NULL,
	"full_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "console_message" ADD COLUMN "pinned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "card" ADD COLUMN "refused_by" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "refused_by" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "inbound_delivery" ADD COLUMN "kept" jsonb;--> statement-breakpoint
ALTER TABLE "inbound_delivery" ADD COLUMN "begun_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "inbound_delivery_open" ON "inbound_delivery" USING btree ("received_at") WHERE finished_at is null and kept is not null;