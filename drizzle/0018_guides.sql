CREATE TABLE "guide" (
	"id" text PRIMARY KEY NOT NULL,
	"ref" text NOT NULL,
	"system" text NOT NULL,
	"phase" text NOT NULL,
	"owner" text NOT NULL,
	"started_by" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"place" jsonb,
	"parent" text,
	"parent_item" text,
	"beginning" boolean NOT NULL,
	"sheet" text NOT NULL,
	"state" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "guide_wait" (
	"awaited" text PRIMARY KEY NOT NULL,
	"begun" text NOT NULL,
	"guide" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "guide_wait" ADD CONSTRAINT "guide_wait_guide_guide_id_fk" FOREIGN KEY ("guide") REFERENCES "public"."guide"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "guide_open" ON "guide" USING btree ("started_at") WHERE "guide"."phase" = 'open';--> statement-breakpoint
CREATE INDEX "guide_newest" ON "guide" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "guide_beginning" ON "guide" USING btree ("id") WHERE "guide"."beginning";