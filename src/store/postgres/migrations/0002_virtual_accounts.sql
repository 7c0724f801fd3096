-- Virtual accounts and refund accounts: everything that names an account rests sealed (AES-256-GCM, key id first).

-- The issued account, and a deposit notice that waits for its proof.
alter table payments add column virtual_account bytea;

-- Where a cancellation's money goes: one row as long as the retention rule allows, each field sealed for itself.
create table refund_accounts (
  cancellation_id text primary key references cancellations (id),
  payment_id      text not null references payments (id),
  bank            bytea not null,
  number          bytea not null,
  holder          bytea not null,
  phone           bytea,
  created_at      timestamptz not null
);
create index refund_accounts_of_payment on refund_accounts (payment_id);
create index refund_accounts_by_age on refund_accounts (created_at);

-- Numbers that make the references of accounts unique across processes (NICEPAY: the last four digits of a TID).
create sequence provider_serials;
