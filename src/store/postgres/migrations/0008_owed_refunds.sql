-- Money that is still to go back: few rows at any time, counted for /metrics.
create index cancellations_owed on cancellations (payment_id, created_at)
  where state in ('queued', 'sending', 'accepted', 'unknown') and amount > 0;
