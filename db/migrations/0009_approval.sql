-- Two people: what one person decided, and a second has to approve before anything of it happens (law 4).

alter table decision drop constraint decision_state_check;
-- proposed: it waits for a second person, and nothing of its effect is written. returned and withdrawn: nothing ever was.
alter table decision add constraint decision_state_check check (state in ('proposed', 'done', 'returned', 'withdrawn', 'undone'));

alter table decision
  -- Of a taking back that a second person has to approve: the decision that it takes back.
  add column undoes bigint,
  -- In whose place the maker decided; null where it was in their own right.
  add column for_id bigint,
  -- Everybody who had a hand in what was decided, as they were then: [{"as", "person"}]. None of them approves it.
  add column hands jsonb not null default '[]' check (jsonb_typeof(hands) = 'array'),
  -- What was asked for, as JSON: the effect is decided again from it when a second person approves.
  add column asked text,
  -- Why it needs a second person, a sentence each; null where one was enough.
  add column needs text[] check (cardinality(needs) > 0),
  -- seen: whoever approves sees it. blind: they say themselves what is to happen, and it happens where both say the same.
  add column keying text check (keying in ('seen', 'blind')),
  -- Of a blind one: so that no hash over it can be tried out with guesses.
  add column salt bytea check (length(salt) = 16),
  -- When it was found that it would do something else now than was proposed. It is proposed anew, or withdrawn.
  add column stale_at timestamptz,
  -- Who approved it, and in whose place.
  add column approver_id bigint,
  add column approver_for_id bigint,
  add column approved_at timestamptz,
  -- Who returned or withdrew it, and the words with which it was returned.
  add column ended_by bigint,
  add column ended_at timestamptz,
  add column ended_why text check (length(ended_why) between 1 and 1000),
  -- Of somebody whose work is looked at afterwards, its maker's or its approver's: it counts, and somebody has to look at it. Null of everybody else's.
  add column review text check (review in ('due', 'done')),
  add column reviewed_by bigint,
  add column reviewed_at timestamptz,
  -- In whose place it was taken back, and the day on which that is booked: what the limits of undoing add up by.
  add column undone_for_id bigint,
  add column undone_on date,
  -- As review, of the undoing.
  add column undo_review text check (undo_review in ('due', 'done')),
  add column undo_reviewed_by bigint,
  add column undo_reviewed_at timestamptz;

alter table decision
  -- what one person takes back alone is no row of its own
  add constraint decision_undoes_check check ((resolution = 'undo') = (undoes is not null) and undoes < id and (undoes is null or needs is not null)),
  add constraint decision_undoes_fkey foreign key (shard, undoes) references decision (shard, id),
  add constraint decision_second_check check ((needs is null) = (keying is null) and (needs is null or asked is not null)),
  add constraint decision_blind_check check ((keying is not distinct from 'blind') = (salt is not null)),
  add constraint decision_proposed_check check (state not in ('proposed', 'returned', 'withdrawn') or (needs is not null and entry_id is null and approver_id is null)),
  add constraint decision_approved_check check (
    (approver_id is null) = (approved_at is null) and (approver_for_id is null or approver_id is not null)
    -- what needs a second person never counts without one
    and (state not in ('done', 'undone') or (needs is null) = (approver_id is null))
    and approver_id <> maker_id and approver_id <> for_id and approver_for_id <> maker_id and approver_for_id <> for_id),
  add constraint decision_ended_check check (
    (state in ('returned', 'withdrawn')) = (ended_at is not null) and (ended_at is null) = (ended_by is null) and (state = 'returned') = (ended_why is not null)),
  add constraint decision_reviewed_check check (
    (review is not distinct from 'done') = (reviewed_at is not null) and (reviewed_at is null) = (reviewed_by is null)
    and reviewed_by <> maker_id and reviewed_by <> for_id and reviewed_by <> approver_id and reviewed_by <> approver_for_id),
  add constraint decision_undo_reviewed_check check (
    (undo_review is not distinct from 'done') = (undo_reviewed_at is not null) and (undo_reviewed_at is null) = (undo_reviewed_by is null)
    and (undo_review is null or undone_at is not null) and undo_reviewed_by <> undone_by and undo_reviewed_by <> undone_for_id),
  add constraint decision_undone_check check ((undone_on is null) = (undone_at is null) and (undone_for_id is null or undone_by is not null)),
  add constraint decision_moments_check check (decided_at <= stale_at and decided_at <= approved_at and approved_at <= undone_at and decided_at <= ended_at
    and decided_at <= reviewed_at and approved_at <= reviewed_at and undone_at <= undo_reviewed_at);

-- What somebody else said is to happen, who did not see what was proposed, where that is not the same. Neither is told the other's;
-- a third person sees both.
create table second_key (
  -- The decision's.
  shard         bigint not null,
  decision_id   bigint not null,
  person_id     bigint not null,
  -- In whose place.
  for_id        bigint,
  -- Everybody who had a hand in it, as in the decision: none of them is the third person.
  hands         jsonb  not null check (jsonb_typeof(hands) = 'array'),
  asked         text   not null,
  effect        text   not null,
  effect_sha256 bytea  not null check (length(effect_sha256) = 32),
  keyed_at      timestamptz not null,
  primary key (shard, decision_id),
  foreign key (shard, decision_id) references decision (shard, id)
);
grant select, insert on second_key to clearday_app;
grant select on second_key to clearday_bulk;
alter table second_key enable row level security;
create policy own_org on second_key to clearday_app using (shard >= current_setting('clearday.org')::bigint * 1024
  and shard < (current_setting('clearday.org')::bigint + 1) * 1024);

-- One proposal at a time waits for each exception; the list of what waits is read by it.
create unique index decision_proposed on decision (shard, exception_id) where state = 'proposed';
-- What a second person still has to look at, the oldest first.
create index decision_to_review on decision (shard, decided_at) where review = 'due';
create index decision_undo_to_review on decision (shard, undone_at) where undo_review = 'due';
-- What of a taking back came back to whoever asked for it: few.
create index decision_undo_returned on decision (shard, maker_id) where state = 'returned' and undoes is not null;
-- What the limits of those who approve add up.
create index decision_by_approver on decision (booked_on) where approver_id is not null;
-- And of those who take back.
create index decision_by_undoer on decision (undone_on) where undone_on is not null;

-- A case in which everything waits for a second person waits with it.
alter table queue_place drop constraint queue_place_wake_on_check;
alter table queue_place add constraint queue_place_wake_on_check check (wake_on in ('date', 'mail', 'file', 'ledger', 'approval', 'answer'));

grant update (booked_on, entry_id, stale_at, approver_id, approver_for_id, approved_at, ended_by, ended_at, ended_why, review, reviewed_by, reviewed_at, undone_for_id, undone_on, undo_review, undo_reviewed_by, undo_reviewed_at) on decision to clearday_app;
