CREATE TABLE "channel_opening" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"name" text NOT NULL,
	"about" text NOT NULL,
	"private" boolean NOT NULL,
	"opened_by" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"people" jsonb NOT NULL,
	"lease" text,
	"lease_until" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone,
	CONSTRAINT "channel_opening_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "channel_site" (
	"opening" text NOT NULL,
	"platform" text NOT NULL,
	"workspace" text NOT NULL,
	"state" text NOT NULL,
	"workspace_id" text,
	"channel" text,
	"channel_name" text,
	"url" text,
	"message" text,
	"shown" text,
	"pinned" boolean NOT NULL,
	"troubles" jsonb NOT NULL,
	"card_trouble" jsonb,
	CONSTRAINT "channel_site_opening_platform_workspace_pk" PRIMARY KEY("opening","platform","workspace")
);
--> statement-breakpoint
CREATE TABLE "console_channel" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"topic" text NOT NULL,
	"private" boolean NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"archived_at" timestamp (3) with time zone,
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
ALTER TABLE "channel_site" ADD CONSTRAINT "channel_site_opening_channel_opening_id_fk" FOREIGN KEY ("opening") REFERENCES "public"."channel_opening"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "channel_opening_open" ON "channel_opening" USING btree ("lease_until") WHERE "channel_opening"."done_at" is null;--> statement-breakpoint
CREATE INDEX "inbound_delivery_open" ON "inbound_delivery" USING btree ("received_at") WHERE finished_at is null and kept is not null;