-- What is stopped on a channel must not hide what is not: when the earliest reason that the brake, and that a pause,
-- lets through is due. Null where that is the row's own reason, or where nothing else is open.
alter table attention
  add column braked_due_at timestamptz,
  add column paused_due_at timestamptz;

-- Older rows do not say it: where there may be something else, it counts as due together with the row. The first look
-- while the channel is stopped finds out, and stores the right time (src/engine/look.ts).
update attention set paused_due_at = due_at, braked_due_at = case when reason = 'order_missing' then due_at end
from payments
where payments.id = attention.payment_id
  and reason in ('order_missing', 'deposit_overdue', 'cancellation_queued', 'cancellation_retry')
  and (hints_heard > hints_seen
    or coalesce(detail -> 'accountAsk', 'null') <> 'null'
    or coalesce(detail -> 'ladders', '{}') <> '{}'
    or exists (select from cancellations where cancellations.payment_id = payments.id
      and cancellations.state in ('queued', 'sending', 'accepted', 'unknown')));

-- Few rows are in these: a claim on a stopped channel finds them without walking over what is stopped.
create index attention_due_braked on attention (channel, braked_due_at) where braked_due_at is not null;
create index attention_due_paused on attention (channel, paused_due_at) where paused_due_at is not null;
