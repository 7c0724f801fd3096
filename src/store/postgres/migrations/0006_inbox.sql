-- What makes a webhook followed although the process that answered it died.
alter table inbox
  -- The sender's address.
  add column source text,
  -- What the adapter read, sealed: a proof that is bound to its time would not hold when it is read again later.
  add column hint bytea,
  -- When somebody else must follow it; null = it was followed, or there is nothing to follow.
  add column follow_at timestamptz,
  add column tries smallint not null default 0;
create index inbox_to_follow on inbox (follow_at) where follow_at is not null;

-- Drops the months whose newest row can only be older than `cutoff`. It waits for nobody: the next call tries again.
create function drop_inbox_before(cutoff timestamptz) returns integer language plpgsql set lock_timeout = '1s' as $$
declare
  month text;
  dropped integer := 0;
begin
  delete from inbox_beyond where at < cutoff;
  for month in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'inbox'::regclass and c.relname ~ '^inbox_\d{4}_\d{2}$'
      and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= cutoff
    order by c.relname
  loop
    execute format('drop table %I', month);
    dropped := dropped + 1;
  end loop;
  return dropped;
exception when lock_not_available then return dropped;
end $$;
