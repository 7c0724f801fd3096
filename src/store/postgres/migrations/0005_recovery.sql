-- What a restored database must find out before money moves again: one row for each channel and recovery.
create table recoveries (
  id                bigint generated always as identity primary key,
  channel           text not null,
  -- The recovery point, and how far back payments are doubted although nothing of them is open.
  since             timestamptz not null,
  back_to           timestamptz not null,
  began_at          timestamptz not null,
  marked_to         text,
  marked_at         timestamptz,
  listed_at         timestamptz,
  adopted           integer not null default 0,
  trouble           text,
  -- The one process that works on it.
  leased_by         text,
  leased_until      timestamptz,
  release_wanted_at timestamptz,
  released_by       text,
  reason            text,
  released_at       timestamptz
);
-- While a row of a channel is here, no process makes a money call on it.
create unique index recoveries_under_way on recoveries (channel) where released_at is null;
create index recoveries_last on recoveries (channel, id desc);
