CREATE TABLE "system_freeze" (
	"id" text PRIMARY KEY NOT NULL,
	"system" text,
	"reason" text NOT NULL,
	"exceptions" jsonb NOT NULL,
	"started_by" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended_by" text,
	"end_reason" text,
	"place" jsonb
);
--> statement-breakpoint
CREATE TABLE "schedule" (
	"key" text PRIMARY KEY NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"through" timestamp (3) with time zone NOT NULL,
	"completed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "schedule_occurrence" (
	"id" text PRIMARY KEY NOT NULL,
	"schedule" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"what" jsonb NOT NULL,
	"place" jsonb,
	"deadline" timestamp (3) with time zone,
	"missed_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"run" text,
	"request" text,
	"note" text,
	"by" text,
	"told" boolean NOT NULL,
	"lease_until" timestamp (3) with time zone,
	CONSTRAINT "schedule_occurrence_once" UNIQUE("schedule","due_at")
);
--> statement-breakpoint
CREATE INDEX "freeze_open" ON "system_freeze" USING btree ("ends_at") WHERE "system_freeze"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "schedule_occurrence_live" ON "schedule_occurrence" USING btree ("due_at") WHERE "schedule_occurrence"."ended_at" is null;