-- Comparisons of our books with a provider's: one run for each channel, Korean day and source, however many ask for it.
create table reconciliations (
  id               bigint generated always as identity primary key,
  channel          text not null,
  business_date    date not null,
  source           text not null check (source in ('provider', 'settlement')),
  state            text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  attempt          integer not null default 0,
  phase            text not null default 'listing',
  listed           bigint not null default 0,
  compared         bigint not null default 0,
  foreign_rows     bigint not null default 0,
  found            bigint not null default 0,
  asked            bigint not null default 0,
  settled          bigint not null default 0,
  theirs           jsonb,
  ours             jsonb,
  failure          text,
  failures         integer not null default 0,
  bad_lines        integer not null default 0,
  -- The first of them: number and what is wrong with it, never what stands in it.
  bad_line_list    jsonb not null default '[]',
  cancel_requested boolean not null default false,
  -- Settlement files that were begun, and the one that is whole and compared.
  files            integer not null default 0,
  file             integer,
  requested_by     text not null,
  requested_at     timestamptz not null,
  not_before       timestamptz,
  started_at       timestamptz,
  ended_at         timestamptz,
  leased_until     timestamptz,
  -- The member (membership.ts) at work on it.
  leased_by        bigint,
  unique (channel, business_date, source)
);
create index reconciliations_open on reconciliations (requested_at) where state in ('queued', 'running');

-- What a provider lists, while a run lasts. Unlogged: after a crash of the server the run begins anew anyway.
create unlogged table listed_rows (
  run          bigint not null,
  attempt      integer not null,
  ref          text not null,
  entry        text not null,
  within       boolean not null,
  order_number text,
  status       text not null,
  amount       bigint,
  balance      bigint,
  currency     text,
  live         boolean,
  account      text,
  at           timestamptz,
  cancels      jsonb,
  primary key (run, attempt, ref, entry)
);

-- The lines of the settlement file of a run: no names, no accounts, no cards.
create table settlement_rows (
  run          bigint not null references reconciliations (id),
  file         integer not null,
  line         integer not null,
  ref          text not null,
  order_number text,
  kind         text not null check (kind in ('charge', 'cancel')),
  amount       bigint not null,
  fee          bigint,
  at           timestamptz,
  day          date not null,
  cancel_id    text,
  primary key (run, file, line)
);

-- A difference may be about money that we have no payment for; its subject makes finding it again the same row.
alter table discrepancies alter column payment_id drop not null;
alter table discrepancies
  add column reconciliation_id bigint references reconciliations (id),
  add column provider_ref text,
  add column order_number text,
  add column amount bigint,
  add column subject text,
  add column seen_attempt integer,
  add column asked_attempt integer;
create unique index discrepancies_subject on discrepancies (channel, subject) where subject is not null;
create index discrepancies_of_run on discrepancies (reconciliation_id, id) where reconciliation_id is not null;

-- Movements of a day.
create index payments_paid on payments (channel, paid_at, id) where paid_at is not null;
create index cancellations_settled on cancellations (settled_at, id) where settled_at is not null;
