ALTER TABLE "card" ADD COLUMN "called_in" integer;--> statement-breakpoint
-- Until now it was the first message that called people, whether or not anybody had seen it.
UPDATE "card" SET "called_in" = 1 WHERE "message" IS NOT NULL OR "generation" > 1;
