ALTER TABLE "card" ADD COLUMN "posted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "card" ADD COLUMN "live" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "card" ADD COLUMN "look_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "card_look" ON "card" USING btree ("look_at") WHERE look_at is not null;