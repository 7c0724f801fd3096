-- Events out: who hears of what, and what became of each event at each endpoint.

create table webhook_endpoints (
  id              text primary key,
  url             text not null,
  description     text not null,
  -- Types or prefixes ('payment.*'); empty = all.
  types           text[] not null,
  -- Sealed. After a rotation the one before signs too, until its time is over.
  secret          bytea not null,
  previous_secret bytea,
  previous_until  timestamptz,
  disabled_at     timestamptz,
  disabled_why    text check (disabled_why in ('gone', 'failing', 'by_hand')),
  -- Since when no attempt has succeeded; null after a success.
  failing_since   timestamptz,
  -- The cursor: deliveries exist for every wanted event of the feed up to here.
  after_seq       bigint not null,
  created_at      timestamptz not null,
  check ((disabled_at is null) = (disabled_why is null)),
  check ((previous_secret is null) = (previous_until is null))
);

-- One row per event and endpoint. An endpoint that is removed leaves its rows to the retention rule.
create table deliveries (
  id           text primary key,
  endpoint_id  text not null,
  feed_seq     bigint not null,
  payment_id   text not null,
  type         text not null,
  state        text not null default 'pending' check (state in ('pending', 'delivered', 'dead', 'skipped')),
  attempts     int not null default 0,
  -- Its place on the ladder; begins again when it is delivered anew by hand.
  rung         int not null default 0,
  next_at      timestamptz not null,
  -- Handed to the queue until then, for the n-th time.
  leased_until timestamptz,
  handed       int not null default 0,
  delivered_at timestamptz,
  -- The last attempts, oldest first.
  log          jsonb not null default '[]',
  created_at   timestamptz not null,
  unique (endpoint_id, feed_seq)
) with (fillfactor = 80);
create index deliveries_due on deliveries (endpoint_id, next_at, feed_seq) where state = 'pending';
create index deliveries_under_way on deliveries (endpoint_id) where state = 'pending' and leased_until is not null;
create index deliveries_dead on deliveries (endpoint_id, created_at) where state = 'dead';
create index deliveries_by_age on deliveries (created_at);
