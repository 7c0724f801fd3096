-- The books of Maedeup: payments, their cancellations, what brings them back, and an append-only history.
-- Times are UTC; amounts are minor currency units; states are those of src/core (a test holds the CHECKs equal).

create table payments (
  id                  text primary key,
  version             integer not null,
  channel             text not null,
  provider            text not null,
  order_id            text not null,
  attempt             integer not null,
  provider_order_id   text not null,
  order_name          text not null,
  provider_ref        text,
  method              text,
  currency            text not null,
  state               text not null check (state in
    ('ready', 'approving', 'awaiting_deposit', 'paid', 'partially_cancelled', 'cancelled', 'failed', 'expired')),
  total               bigint not null check (total >= 0),
  paid                bigint not null check (paid >= 0),
  cancelled_by_us     bigint not null check (cancelled_by_us >= 0),
  observed_cancelled  bigint not null check (observed_cancelled >= 0),
  in_flight           bigint not null check (in_flight >= 0),
  tax_free            bigint,
  vat                 bigint,
  order_ref           text,
  order_recorded_at   timestamptz,
  order_within_ms     bigint not null,
  order_due_at        timestamptz,
  created_at          timestamptz not null,
  ready_until         timestamptz not null,
  paid_at             timestamptz,
  learned_at          timestamptz,
  superseded_by       text,
  hold_at             timestamptz,
  hold_cause          text,
  hold_detail         text,
  hints_heard         integer not null default 0,
  hints_seen          integer not null default 0,
  -- What only the engine reads, whole: approval, ladders, buyer, return URLs, metadata, …
  detail              jsonb not null,
  -- AES-256-GCM, first the key id: AuthToken, net-cancel URL and the like.
  provider_state      bytea,
  -- HMAC of the registration body: the same request again is told from another one.
  request_fingerprint text not null,
  constraint payments_never_return_more_than_paid check (cancelled_by_us + in_flight <= paid)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);

-- One payment of an order may be open at a time (DESIGN §6).
create unique index payments_one_open_per_order on payments (order_id)
  where superseded_by is null and state in ('ready', 'approving', 'awaiting_deposit', 'paid', 'partially_cancelled');
create unique index payments_provider_ref on payments (channel, provider_ref) where provider_ref is not null;
create index payments_provider_order on payments (channel, provider_order_id);
create unique index payments_attempt on payments (order_id, attempt);
create index payments_state on payments (state, id);
create index payments_deadline on payments (channel, order_due_at) where order_due_at is not null;
-- Money without an order: few at any time, and what the gap rule walks through.
create index payments_untied on payments (id) where order_ref is null and state in ('paid', 'partially_cancelled');
-- The same by deadline, for the brake's count before each net cancel.
create index payments_untied_due on payments (channel, order_due_at)
  where order_ref is null and state in ('paid', 'partially_cancelled');
create index payments_on_desk on payments (hold_at, id) where hold_at is not null;

create table cancellations (
  id                 text primary key,
  payment_id         text not null references payments (id),
  kind               text not null check (kind in ('refund', 'net_cancel', 'account_close', 'observed')),
  via                text not null check (via in ('cancel', 'net_cancel_call', 'close')),
  state              text not null check (state in
    ('queued', 'sending', 'accepted', 'unknown', 'done', 'refused', 'bounced')),
  amount             bigint not null check (amount >= 0),
  reserved           bigint not null check (reserved >= 0 and reserved <= amount),
  reason             text not null,
  requester          text not null,
  created_at         timestamptz not null,
  settled_at         timestamptz,
  attempts           integer not null,
  provider_cancel_id text,
  detail             jsonb not null,
  idempotency_key    text,
  fingerprint        text
) with (fillfactor = 80);

create index cancellations_payment on cancellations (payment_id);
-- At most one call per payment may be under way or unexplained (DESIGN §4).
create unique index cancellations_one_under_way on cancellations (payment_id) where state in ('sending', 'unknown');
create unique index cancellations_provider_id on cancellations (payment_id, provider_cancel_id)
  where provider_cancel_id is not null;
create unique index cancellations_key on cancellations (idempotency_key) where idempotency_key is not null;

-- The queue is the state: one narrow row for each payment that is to be looked at, derived in every write.
create table attention (
  payment_id   text primary key references payments (id),
  channel      text not null,
  due_at       timestamptz not null,
  reason       text not null,
  leased_until timestamptz,
  -- The member (membership.ts) that looks at it; a lease of a dead member is free before it runs out.
  leased_by    bigint
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 200);
create index attention_due on attention (channel, due_at);

-- Append-only. `seq` counts a payment's entries without gap and equals its version; the relay gives `feed_seq`.
create sequence event_ids;
create table events (
  id         bigint not null default nextval('event_ids'),
  payment_id text not null,
  seq        integer not null,
  type       text not null,
  data       jsonb not null,
  at         timestamptz not null,
  feed_seq   bigint,
  primary key (id, at)
) partition by range (at);
create index events_of_payment on events (payment_id, seq);
create index events_feed on events (feed_seq) where feed_seq is not null;
create index events_unsequenced on events (id) where feed_seq is null;

create table feed_head (
  only_one boolean primary key default true check (only_one),
  last_seq bigint not null
);
insert into feed_head (last_seq) values (0);

-- Every exchange with a provider, scrubbed by the adapter before it came here.
create sequence provider_call_ids;
create table provider_calls (
  id              bigint not null default nextval('provider_call_ids'),
  payment_id      text not null,
  cancellation_id text,
  channel         text not null,
  operation       text not null,
  endpoint        text not null,
  request         jsonb not null,
  http_status     integer,
  response        jsonb not null,
  trouble         text,
  outcome         text not null,
  took_ms         integer not null,
  at              timestamptz not null,
  primary key (id, at)
) partition by range (at);
create index provider_calls_of_payment on provider_calls (payment_id, id);

-- Every webhook as it came, stored before it was answered; the body is sealed because nobody controls what is in it.
create sequence inbox_ids;
create table inbox (
  id           bigint not null default nextval('inbox_ids'),
  channel      text not null,
  headers      jsonb not null,
  content_type text not null,
  body         bytea not null,
  at           timestamptz not null,
  state        text not null default 'stored',
  event        text,
  payment_id   text,
  primary key (id, at)
) partition by range (at);
create index inbox_of_payment on inbox (payment_id, id) where payment_id is not null;

-- Our books and the provider's differ; written by the same statement as the timeline entry that says so.
create table discrepancies (
  id          bigint generated always as identity primary key,
  payment_id  text not null references payments (id),
  channel     text not null,
  kind        text not null,
  detail      text not null,
  opened_at   timestamptz not null,
  resolved_at timestamptz,
  resolved_by text,
  resolution  text
);
create index discrepancies_open on discrepancies (channel, id) where resolved_at is null;
create index discrepancies_of_payment on discrepancies (payment_id, id);

create table inbox_beyond partition of inbox default;
create table events_beyond partition of events default;
create table provider_calls_beyond partition of provider_calls default;

-- Makes the monthly partitions from `first` on; one that exists, or whose rows already went to `…_beyond`, is left.
create function make_partitions(first date, months integer) returns integer language plpgsql as $$
declare
  parent text;
  month date;
  made integer := 0;
begin
  foreach parent in array array['events', 'provider_calls', 'inbox'] loop
    for i in 0 .. months - 1 loop
      month := (date_trunc('month', first) + make_interval(months => i))::date;
      if to_regclass(format('%I', parent || to_char(month, '_YYYY_MM'))) is null then
        begin
          execute format('create table %I partition of %I for values from (%L) to (%L)',
            parent || to_char(month, '_YYYY_MM'), parent,
            month::timestamp at time zone 'UTC', (month + interval '1 month')::timestamp at time zone 'UTC');
          made := made + 1;
        exception when check_violation then null;
        end;
      end if;
    end loop;
  end loop;
  return made;
end $$;
select make_partitions(current_date, 3);

-- What stops the net of a channel: the brake (DESIGN §5) and a pause after a configuration error.
create table net_states (
  channel           text primary key,
  brake_at          timestamptz,
  brake_detail      text,
  brake_released_at timestamptz,
  paused_at         timestamptz,
  pause_detail      text,
  alerted_at        timestamptz
);

create table heartbeat (
  only_one boolean primary key default true check (only_one),
  at       timestamptz not null
);

create table api_keys (
  id         text primary key,
  name       text not null,
  -- SHA-256 of the key; the key itself is shown once and never stored.
  hash       text not null unique,
  hint       text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);

-- Tells a wrong MAEDEUP_SECRET before it does harm.
create table instance (
  only_one           boolean primary key default true check (only_one),
  secret_fingerprint text not null
);
