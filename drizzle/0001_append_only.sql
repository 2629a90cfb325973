-- The log can only grow. Triggers refuse changes even to the owner of the tables; docs/operations.md gives the
-- grants of the role that the program should run as, which could not disable a trigger either.
create function keyturn_append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, tg_op
    using errcode = 'restrict_violation', hint = 'Correct a wrong entry by adding another one.';
end $$;
--> statement-breakpoint
create trigger append_only before update or delete on audit_entry for each row execute function keyturn_append_only();
--> statement-breakpoint
create trigger append_only_truncate before truncate on audit_entry for each statement execute function keyturn_append_only();
--> statement-breakpoint
create trigger append_only before update or delete on audit_leaf for each row execute function keyturn_append_only();
--> statement-breakpoint
create trigger append_only_truncate before truncate on audit_leaf for each statement execute function keyturn_append_only();
--> statement-breakpoint
create trigger append_only before update or delete on audit_checkpoint for each row execute function keyturn_append_only();
--> statement-breakpoint
create trigger append_only_truncate before truncate on audit_checkpoint for each statement execute function keyturn_append_only();
--> statement-breakpoint
create trigger append_only before update or delete on audit_subtree for each row execute function keyturn_append_only();
--> statement-breakpoint
create trigger append_only_truncate before truncate on audit_subtree for each statement execute function keyturn_append_only();
--> statement-breakpoint
create function keyturn_audit_pending() returns trigger language plpgsql as $$
begin
  insert into audit_pending (entry_id) values (new.id);
  return null;
end $$;
--> statement-breakpoint
-- In the same transaction as the entry, without a round trip: the sequencer must never guess by id order.
create trigger audit_pending after insert on audit_entry for each row execute function keyturn_audit_pending();
