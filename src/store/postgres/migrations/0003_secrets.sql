-- Older secrets that something may still be sealed with: a start without one of them is refused until `reseal` is done.
alter table instance add column older_fingerprints text[] not null default '{}';
