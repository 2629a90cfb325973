CREATE TABLE "approval_review" (
	"request_id" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"overdue_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "approval_verdict" (
	"request_id" text NOT NULL,
	"principal" text NOT NULL,
	"opinion" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "approval_verdict_request_id_principal_pk" PRIMARY KEY("request_id","principal")
);
--> statement-breakpoint
CREATE TABLE "approval_request" (
	"id" text PRIMARY KEY NOT NULL,
	"mode" text NOT NULL,
	"state" text NOT NULL,
	"content" text NOT NULL,
	"digest" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"requester" text NOT NULL,
	"resource" text,
	"place" jsonb NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"not_before" timestamp (3) with time zone,
	"not_after" timestamp (3) with time zone,
	"round" integer NOT NULL,
	"claimed_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"ended_by" text,
	"ended_why" text
);
--> statement-breakpoint
CREATE TABLE "approval_vote" (
	"request_id" text NOT NULL,
	"principal" text NOT NULL,
	"choice" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"via" text NOT NULL,
	"account" text NOT NULL,
	"reason" text,
	"standing" jsonb NOT NULL,
	CONSTRAINT "approval_vote_request_id_principal_pk" PRIMARY KEY("request_id","principal")
);
--> statement-breakpoint
CREATE TABLE "audit_checkpoint" (
	"size" bigint PRIMARY KEY NOT NULL,
	"root" text NOT NULL,
	"note" text NOT NULL,
	"edge" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_entry" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_entry_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"chain" text NOT NULL,
	"seq" integer NOT NULL,
	"previous" text NOT NULL,
	"body" text NOT NULL,
	"hash" text NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "audit_entry_chain_seq" UNIQUE("chain","seq")
);
--> statement-breakpoint
CREATE TABLE "audit_leaf" (
	"index" bigint PRIMARY KEY NOT NULL,
	"entry_id" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_leaf_entry_id_unique" UNIQUE("entry_id")
);
--> statement-breakpoint
CREATE TABLE "audit_pending" (
	"entry_id" bigint PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_subtree" (
	"height" smallint NOT NULL,
	"index" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_subtree_height_index_pk" PRIMARY KEY("height","index")
);
--> statement-breakpoint
CREATE TABLE "button" (
	"nonce" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"data" jsonb NOT NULL,
	"scope" text NOT NULL,
	"digest" text NOT NULL,
	"account" text,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "button_scope_digest" UNIQUE("scope","digest")
);
--> statement-breakpoint
CREATE TABLE "console_file" (
	"message" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"bytes" bigint NOT NULL,
	"content" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "console_message" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"channel" text NOT NULL,
	"thread" text,
	"author" text,
	"only_for" text,
	"caused_by" text,
	"cause" text,
	"body" text NOT NULL,
	"seq" bigint NOT NULL,
	"rev" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"edited_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "console_message_key_unique" UNIQUE("key"),
	CONSTRAINT "console_message_seq_unique" UNIQUE("seq"),
	CONSTRAINT "console_message_rev_unique" UNIQUE("rev")
);
--> statement-breakpoint
CREATE TABLE "console_reaction" (
	"message" text NOT NULL,
	"emoji" text NOT NULL,
	"persona" text NOT NULL,
	"rev" bigint NOT NULL,
	CONSTRAINT "console_reaction_message_emoji_persona_pk" PRIMARY KEY("message","emoji","persona")
);
--> statement-breakpoint
CREATE TABLE "console_read" (
	"persona" text NOT NULL,
	"channel" text NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "console_read_persona_channel_pk" PRIMARY KEY("persona","channel")
);
--> statement-breakpoint
CREATE TABLE "console_revision" (
	"id" smallint PRIMARY KEY NOT NULL,
	"rev" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "card" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "card_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"subject" text NOT NULL,
	"destination" text NOT NULL,
	"audience" text DEFAULT '' NOT NULL,
	"place" jsonb NOT NULL,
	"desired" jsonb NOT NULL,
	"digest" text NOT NULL,
	"desired_rev" integer DEFAULT 1 NOT NULL,
	"sent_rev" integer DEFAULT 0 NOT NULL,
	"urgent" boolean DEFAULT false NOT NULL,
	"message" text,
	"generation" integer DEFAULT 1 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"lease" text,
	"lease_until" timestamp with time zone,
	"error" text,
	CONSTRAINT "card_subject_destination" UNIQUE("subject","destination","audience")
);
--> statement-breakpoint
CREATE TABLE "destination_pause" (
	"destination" text PRIMARY KEY NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"destination" text NOT NULL,
	"queue" text NOT NULL,
	"lane" integer NOT NULL,
	"place" jsonb NOT NULL,
	"card_id" bigint,
	"content" jsonb NOT NULL,
	"state" text NOT NULL,
	"message" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"lease" text,
	"lease_until" timestamp with time zone,
	"error" text,
	CONSTRAINT "outbox_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "inbound_delivery" (
	"id" text PRIMARY KEY NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"data" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"held_until" timestamp with time zone,
	"tries" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "timer" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "timer_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	CONSTRAINT "timer_kind_subject" UNIQUE("kind","subject")
);
--> statement-breakpoint
CREATE TABLE "link_code" (
	"hash" text PRIMARY KEY NOT NULL,
	"principal" text NOT NULL,
	"from_account" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "link_request" (
	"request" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "guesses" (
	"target" text PRIMARY KEY NOT NULL,
	"wrong" integer NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"locked_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "identity" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "identity_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"platform" text NOT NULL,
	"workspace" text NOT NULL,
	"account" text NOT NULL,
	"principal" text NOT NULL,
	"source" text NOT NULL,
	"linked_at" timestamp with time zone NOT NULL,
	"unlinked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "principal" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"active" boolean NOT NULL,
	"since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "role" (
	"name" text PRIMARY KEY NOT NULL,
	"hold_ms" bigint NOT NULL,
	"groups" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "role_grant" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "role_grant_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"principal" text NOT NULL,
	"role" text NOT NULL,
	"source" text NOT NULL,
	"granted_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "totp" (
	"principal" text PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL,
	"enrolled_at" timestamp with time zone NOT NULL,
	"confirmed_at" timestamp with time zone,
	"last_step" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "run" (
	"id" text PRIMARY KEY NOT NULL,
	"action" text NOT NULL,
	"environment" text NOT NULL,
	"mode" text NOT NULL,
	"plan" text NOT NULL,
	"request_id" text,
	"requester" text NOT NULL,
	"place" jsonb NOT NULL,
	"reason" text,
	"state" text NOT NULL,
	"outcome" text,
	"note" text,
	"lock" text,
	"queued_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"cancel_by" text,
	"cancel_reason" text,
	"lease_owner" text,
	"lease_epoch" integer NOT NULL,
	"due_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "run_lock" (
	"name" text PRIMARY KEY NOT NULL,
	"run_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "run_output" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "run_output_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run_id" text NOT NULL,
	"position" integer NOT NULL,
	"attempt" integer NOT NULL,
	"stream" text NOT NULL,
	"text" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "step_run" (
	"run_id" text NOT NULL,
	"position" integer NOT NULL,
	"state" text NOT NULL,
	"attempt" integer NOT NULL,
	"failures" integer NOT NULL,
	"interruptions" integer NOT NULL,
	"outcome" text,
	"result" jsonb,
	"reason" text,
	"next" text,
	"prompt" jsonb,
	"answer" jsonb,
	"due_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "step_run_run_id_position_pk" PRIMARY KEY("run_id","position")
);
--> statement-breakpoint
ALTER TABLE "approval_review" ADD CONSTRAINT "approval_review_request_id_approval_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."approval_request"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval_verdict" ADD CONSTRAINT "approval_verdict_request_id_approval_review_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."approval_review"("request_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approval_vote" ADD CONSTRAINT "approval_vote_request_id_approval_request_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."approval_request"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity" ADD CONSTRAINT "identity_principal_principal_id_fk" FOREIGN KEY ("principal") REFERENCES "public"."principal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_principal_principal_id_fk" FOREIGN KEY ("principal") REFERENCES "public"."principal"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_lock" ADD CONSTRAINT "run_lock_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_output" ADD CONSTRAINT "run_output_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "step_run" ADD CONSTRAINT "step_run_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "approval_request_live_resource" ON "approval_request" USING btree ("resource") WHERE state in ('pending', 'timelocked', 'ready', 'claimed');--> statement-breakpoint
CREATE INDEX "approval_request_opened" ON "approval_request" USING btree ("opened_at");--> statement-breakpoint
CREATE INDEX "approval_request_subject" ON "approval_request" USING btree ("subject_kind","subject_id","opened_at");--> statement-breakpoint
CREATE INDEX "approval_vote_account" ON "approval_vote" USING btree ("account","principal");--> statement-breakpoint
CREATE INDEX "button_expires" ON "button" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "console_message_channel" ON "console_message" USING btree ("channel","seq");--> statement-breakpoint
CREATE INDEX "console_message_thread" ON "console_message" USING btree ("thread");--> statement-breakpoint
CREATE INDEX "card_message" ON "card" USING btree ("destination","message");--> statement-breakpoint
CREATE INDEX "card_due" ON "card" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "outbox_queue" ON "outbox" USING btree ("state","queue","lane","id");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("state","next_at");--> statement-breakpoint
CREATE INDEX "inbound_delivery_received" ON "inbound_delivery" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "timer_due" ON "timer" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "link_code_principal" ON "link_code" USING btree ("principal","created_at");--> statement-breakpoint
CREATE INDEX "link_request_state" ON "link_request" USING btree ("state");--> statement-breakpoint
CREATE UNIQUE INDEX "identity_live" ON "identity" USING btree ("platform","workspace","account") WHERE "identity"."unlinked_at" is null;--> statement-breakpoint
CREATE INDEX "identity_principal" ON "identity" USING btree ("principal");--> statement-breakpoint
CREATE UNIQUE INDEX "role_grant_live" ON "role_grant" USING btree ("principal","role","source") WHERE "role_grant"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "role_grant_role" ON "role_grant" USING btree ("role") WHERE "role_grant"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "run_due" ON "run" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "run_action" ON "run" USING btree ("action","environment","finished_at");--> statement-breakpoint
CREATE INDEX "run_queued" ON "run" USING btree ("queued_at");--> statement-breakpoint
CREATE INDEX "run_live_lock" ON "run" USING btree ("lock") WHERE finished_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "run_request" ON "run" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "run_output_step" ON "run_output" USING btree ("run_id","position","id");