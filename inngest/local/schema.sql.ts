/**
 * The executor's own schema, `lockstep_executor`, created and brought up to date at every start. Times are milliseconds
 * since 1970 on the executor's clock, never the server's: the clock can be a test's. Payloads are `text` holding
 * canonical JSON: PostgreSQL neither parses nor changes them, and a call's body is joined from them as they are.
 */
export const SCHEMA = "lockstep_executor";

/** Notified when a call became due that the notifier did not take itself. */
export const CHANNEL = "lockstep_executor";

/** First key of the advisory locks that living executors hold; the second is the executor's number. */
export const ALIVE_LOCK = 1_280_065_355;

/** How long an event id or an idempotency key keeps a function from starting again, as on Inngest. */
const KEY_LIFE_MS = 24 * 3_600_000;

const TABLES = `
create schema if not exists ${SCHEMA};

create table if not exists ${SCHEMA}.event (
  id text collate "C" primary key,          -- our ULID
  name text not null,
  body text not null,
  received_at bigint not null
);
create index if not exists event_received on ${SCHEMA}.event (received_at);

create table if not exists ${SCHEMA}.run (
  id text collate "C" primary key,
  fn text not null,
  event_id text collate "C" not null,
  status text not null default 'Running',
  max_attempts int not null,
  parent_run text collate "C",              -- the step that invoked it
  parent_hash text collate "C",
  slot text,
  singleton text,
  output text,
  started_at bigint not null,
  ended_at bigint
);
create unique index if not exists run_singleton on ${SCHEMA}.run (fn, singleton)
  where ended_at is null and singleton is not null;
create index if not exists run_open on ${SCHEMA}.run (fn) where ended_at is null;
create index if not exists run_ended on ${SCHEMA}.run (ended_at) where ended_at is not null;

create table if not exists ${SCHEMA}.step (
  run_id text collate "C" not null,
  hash text collate "C" not null,
  seq bigint generated always as identity,  -- order of completion inside the run
  memo text not null,
  primary key (run_id, hash)
);

-- Everything a run is waiting for: its next discovery, planned steps, timers, events, invoked runs. One row for each;
-- settling a step deletes its row, and a fan-out is complete when no row of its batch is left.
create table if not exists ${SCHEMA}.job (
  id bigint generated always as identity primary key,
  run_id text collate "C" not null,
  hash text collate "C" not null,           -- 'step' for the discovery
  kind text not null,                       -- discover | step | sleep | wait | invoke
  fn text not null,
  slot text,
  due_at bigint not null,
  attempt int not null default 0,
  generation int not null default 0,        -- how often it was leased
  lapses int not null default 0,            -- leases lost since it last got anywhere
  lease_until bigint,
  leased_by int,
  again boolean not null default false,     -- something settled while the discovery was under way
  batch bigint,
  race boolean not null default false,
  event_name text,
  condition text,
  unique (run_id, hash)
);
create index if not exists job_free on ${SCHEMA}.job (due_at, id) where lease_until is null and slot is null;
create index if not exists job_slot on ${SCHEMA}.job (slot, due_at, id) where slot is not null;
create index if not exists job_leased on ${SCHEMA}.job (leased_by) where lease_until is not null;
create index if not exists job_wait on ${SCHEMA}.job (event_name) where kind = 'wait';

create table if not exists ${SCHEMA}.start_key (
  fn text not null,
  key text not null,
  until bigint not null,
  primary key (fn, key)
);

create table if not exists ${SCHEMA}.tick (
  fn text not null,
  schedule text not null,
  last_at bigint not null,
  primary key (fn, schedule)
);

create sequence if not exists ${SCHEMA}.batch;
`;

/**
 * Functions that only others call find the tables by the caller's search path: a setting of their own would be switched
 * at every call and keep PostgreSQL from inlining them. While they are created the path has to be set as well.
 */
const PATH = `set local search_path = ${SCHEMA}, pg_temp;`;

/** Everything a call to the application needs, for one leased job. Bodies come out joined, ready to be sent. */
const DESCRIBE = `
create or replace function ${SCHEMA}.describe(p_job bigint)
returns table (
  job text, run_id text, hash text, kind text, fn text, attempt int, generation int, lapses int, max_attempts int,
  started_at float8, parent_run text, parent_hash text, event_body text, steps text, stack text, step_count int
)
language sql stable as $$
  select j.id::text, j.run_id, j.hash, j.kind, j.fn, j.attempt, j.generation, j.lapses, r.max_attempts,
         r.started_at::float8, r.parent_run, r.parent_hash, e.body, s.steps, s.stack, s.count
    from job j
    join run r on r.id = j.run_id
    join event e on e.id = r.event_id
    cross join lateral (
      select coalesce(string_agg('"' || hash || '":' || memo, ',' order by hash), '') as steps,
             coalesce(string_agg('"' || hash || '"', ',' order by seq), '') as stack,
             count(*)::int as count
        from step where step.run_id = j.run_id
    ) s
   where j.id = p_job
$$;
`;

/**
 * Leases due calls. Unlimited functions by SKIP LOCKED; functions with a concurrency limit under one advisory lock,
 * because a limit has to be counted and taken by one executor at a time.
 */
const CLAIM = `
create or replace function ${SCHEMA}.claim(p_executor int, p_now bigint, p_lease_until bigint, p_max int, p_limits jsonb)
returns setof bigint
language plpgsql set search_path = ${SCHEMA}, pg_temp as $$
declare
  v_left int := p_max;
  v_id bigint;
begin
  for v_id in
    update job set generation = generation + 1, lease_until = p_lease_until, leased_by = p_executor, again = false
     where id in (select id from job
                   where lease_until is null and slot is null and due_at <= p_now and kind in ('discover', 'step')
                   order by due_at, id limit p_max for update skip locked)
    returning id
  loop
    v_left := v_left - 1;
    return next v_id;
  end loop;

  if v_left > 0 and exists (select 1 from job where slot is not null and lease_until is null and due_at <= p_now) then
    perform pg_advisory_xact_lock(${ALIVE_LOCK}, 0);
    return query
      with busy as (
        select slot, count(*) as taken from job where slot is not null and lease_until is not null group by slot
      ), waiting as (
        select id, slot, fn, due_at, row_number() over (partition by slot order by due_at, id) as place
          from job where slot is not null and lease_until is null and due_at <= p_now
      ), free as (
        select w.id from waiting w left join busy b on b.slot = w.slot
         where w.place + coalesce(b.taken, 0) <= coalesce((p_limits ->> w.fn)::int, 2147483647)
         order by w.due_at, w.id limit v_left
      )
      update job set generation = generation + 1, lease_until = p_lease_until, leased_by = p_executor, again = false
       where id in (select id from free) and lease_until is null
      returning id;
  end if;
end
$$;

create or replace function ${SCHEMA}.claim_calls(p_executor int, p_now bigint, p_lease_until bigint, p_max int, p_limits jsonb)
returns table (
  job text, run_id text, hash text, kind text, fn text, attempt int, generation int, lapses int, max_attempts int,
  started_at float8, parent_run text, parent_hash text, event_body text, steps text, stack text, step_count int
)
language plpgsql set search_path = ${SCHEMA}, pg_temp as $$
declare
  v_ids bigint[] := array(select claim(p_executor, p_now, p_lease_until, p_max, p_limits));
begin
  -- a statement of its own: it must see the leases, and every memo committed before they were taken
  return query select d.* from unnest(v_ids) as claimed(id) cross join lateral describe(claimed.id) d;
end
$$;
`;

/** Makes the run's discovery due now, or marks one that is under way to be followed by another. Returns calls made due. */
const ARM = `
create or replace function ${SCHEMA}.arm(p_run text, p_now bigint) returns int
language plpgsql as $$
begin
  insert into job (run_id, hash, kind, fn, slot, due_at)
  select id, 'step', 'discover', fn, slot, p_now from run where id = p_run and ended_at is null
  on conflict (run_id, hash) do update set
    again = job.lease_until is not null,
    attempt = case when job.lease_until is null then 0 else job.attempt end,
    due_at = case when job.lease_until is null then excluded.due_at else job.due_at end;
  return case when found then 1 else 0 end;
end
$$;
`;

/** One change; returns how many calls it made due now. See changes.ts for the shapes. */
const CHANGE = `
create or replace function ${SCHEMA}.change_all(p_changes jsonb, p_now bigint) returns int
language plpgsql as $$
declare
  v_armed int := 0;
  c jsonb;
begin
  for c in select value from jsonb_array_elements(p_changes) loop
    v_armed := v_armed + change(c, p_now);
  end loop;
  return v_armed;
end
$$;

create or replace function ${SCHEMA}.change(c jsonb, p_now bigint) returns int
language plpgsql as $$
begin
  case c ->> 'do'
    when 'memo' then return settle(c, p_now);
    when 'plan' then return plan(c, p_now);
    when 'start' then return start(c, p_now);
    when 'discover' then return arm(c ->> 'run', p_now);

    when 'progress' then
      update job set attempt = 0, lapses = 0 where id = (c ->> 'job')::bigint and (attempt <> 0 or lapses <> 0);
      return 0;

    when 'close' then
      return close_job((c ->> 'job')::bigint, p_now);

    when 'retry' then
      -- A step settled meanwhile: the function has something new to say, so it is asked at once and afresh.
      update job set lease_until = null, leased_by = null, lapses = 0, again = false,
        attempt = case when again then 0 else (c ->> 'attempt')::int end,
        due_at = case when again then p_now else (c ->> 'due')::bigint end
       where id = (c ->> 'job')::bigint;
      return 1;

    when 'event' then
      insert into event (id, name, body, received_at) values (c ->> 'id', c ->> 'name', c ->> 'body', p_now)
        on conflict do nothing;
      return case when found then change_all(c -> 'effects', p_now) else 0 end;

    when 'end' then
      update run set status = c ->> 'status', output = c ->> 'output', ended_at = p_now
       where id = c ->> 'run' and ended_at is null;
      if not found then return 0; end if;
      delete from job where run_id = c ->> 'run';
      return change_all(c -> 'effects', p_now);

    when 'tick' then
      insert into tick (fn, schedule, last_at) values (c ->> 'fn', c ->> 'schedule', (c ->> 'at')::bigint)
        on conflict (fn, schedule) do update set last_at = excluded.last_at where tick.last_at < excluded.last_at;
      return case when found then change_all(c -> 'effects', p_now) else 0 end;
  end case;
end
$$;

create or replace function ${SCHEMA}.close_job(p_job bigint, p_now bigint) returns int
language plpgsql as $$
declare
  j job%rowtype;
begin
  delete from job where id = p_job returning * into j;
  return case when j.again then arm(j.run_id, p_now) else 0 end;
end
$$;

create or replace function ${SCHEMA}.settle(c jsonb, p_now bigint) returns int
language plpgsql as $$
declare
  v_run text := c ->> 'run';
  j job%rowtype;
begin
  delete from job where run_id = v_run and hash = c ->> 'hash' returning * into j;
  if j.id is null and (c ->> 'waiting')::boolean then return 0; end if;
  insert into step (run_id, hash, memo)
    select id, c ->> 'hash', c ->> 'memo' from run where id = v_run and ended_at is null
    on conflict do nothing;
  if j.id is null then return 0; end if;
  if j.race or not exists (select 1 from job where run_id = v_run and batch = j.batch) then
    return arm(v_run, p_now);
  end if;
  return 0;
end
$$;

create or replace function ${SCHEMA}.plan(c jsonb, p_now bigint) returns int
language plpgsql as $$
declare
  v_run text := c ->> 'run';
  v_batch bigint := nextval('batch');
  v_armed int := 0;
  v_then jsonb := '[]';
  s jsonb;
begin
  for s in select value from jsonb_array_elements(c -> 'steps') loop
    -- A step already waiting is reported again by a function that goes on around it: nothing changes.
    continue when exists (select 1 from step where run_id = v_run and hash = s ->> 'hash');
    insert into job (run_id, hash, kind, fn, slot, due_at, batch, race, event_name, condition)
      select id, s ->> 'hash', s ->> 'kind', fn, case when s ->> 'kind' = 'step' then slot end, (s ->> 'due')::bigint,
             v_batch, (s ->> 'race')::boolean, s ->> 'event', s ->> 'condition'
        from run where id = v_run and ended_at is null
      on conflict (run_id, hash) do nothing;
    if found then
      v_armed := v_armed + case when s ->> 'kind' = 'step' then 1 else 0 end;
      v_then := v_then || (s -> 'effects');
    end if;
  end loop;
  -- Only now: what follows may settle a member, and the batch must be whole before it is counted.
  return v_armed + change_all(v_then, p_now);
end
$$;

create or replace function ${SCHEMA}.start(c jsonb, p_now bigint) returns int
language plpgsql as $$
declare
  v_key text;
  v_run text := c ->> 'run';
begin
  if c ->> 'singleton' is not null
     and exists (select 1 from run where fn = c ->> 'fn' and singleton = c ->> 'singleton' and ended_at is null) then
    return start_refused(c, p_now);
  end if;
  for v_key in select jsonb_array_elements_text(c -> 'keys') loop
    insert into start_key (fn, key, until) values (c ->> 'fn', v_key, p_now + ${KEY_LIFE_MS})
      on conflict (fn, key) do update set until = excluded.until where start_key.until <= p_now;
    if not found then return change_all(c -> 'refused', p_now); end if;
  end loop;
  insert into run (id, fn, event_id, max_attempts, parent_run, parent_hash, slot, singleton, started_at)
    values (v_run, c ->> 'fn', c ->> 'event', (c ->> 'attempts')::int, c ->> 'parentRun', c ->> 'parentHash',
            c ->> 'slot', c ->> 'singleton', p_now)
    on conflict (fn, singleton) where ended_at is null and singleton is not null do nothing;
  if not found then return start_refused(c, p_now); end if;
  insert into job (run_id, hash, kind, fn, slot, due_at)
    values (v_run, 'step', 'discover', c ->> 'fn', c ->> 'slot', p_now);
  return 1;
end
$$;

-- A run that replaces another was planned without knowing the one now open: the caller reads again and plans again.
create or replace function ${SCHEMA}.start_refused(c jsonb, p_now bigint) returns int
language plpgsql as $$
begin
  if (c ->> 'replaces')::boolean then
    raise exception 'another run of % opened meanwhile', c ->> 'fn' using errcode = 'LS001';
  end if;
  return change_all(c -> 'refused', p_now);
end
$$;
`;

/**
 * Applies a batch of units, each under its guard, in one transaction. A unit whose lease is gone is 'stale' and changes
 * nothing. Where a unit names a run to chain, that run's due discovery is leased in the same breath and described, so a
 * sequence of steps costs one statement for each. Functions with a concurrency limit are never chained: their next call
 * has to queue behind those that wait for the slot.
 */
const APPLY = `
create or replace function ${SCHEMA}.apply(p_units jsonb, p_runs text[], p_now bigint, p_executor int, p_lease_until bigint)
returns table (
  outcome text, armed int,
  job text, run_id text, hash text, kind text, fn text, attempt int, generation int, lapses int, max_attempts int,
  started_at float8, parent_run text, parent_hash text, event_body text, steps text, stack text, step_count int
)
language plpgsql set search_path = ${SCHEMA}, pg_temp as $$
#variable_conflict use_column
declare
  v_outcomes text[] := '{}';
  v_chained bigint[] := '{}';
  v_armed int := 0;
  v_job bigint;
  u jsonb;
begin
  perform 1 from run where id = any(p_runs) order by id for update;

  for u in select value from jsonb_array_elements(p_units) loop
    v_job := null;
    if u ? 'lease' then
      select id into v_job from job
       where id = (u -> 'lease' ->> 'job')::bigint and generation = (u -> 'lease' ->> 'generation')::int for update;
      if v_job is null then
        v_outcomes := v_outcomes || 'stale'::text;
        v_chained := v_chained || null::bigint;
        continue;
      end if;
      v_job := null;
    end if;

    v_armed := v_armed + change_all(u -> 'changes', p_now);

    if u ? 'chain' then
      update job set generation = generation + 1, lease_until = p_lease_until, leased_by = p_executor, again = false
       where run_id = u ->> 'chain' and hash = 'step' and lease_until is null and slot is null and due_at <= p_now
      returning id into v_job;
      if v_job is not null then v_armed := v_armed - 1; end if;
    end if;
    v_outcomes := v_outcomes || 'applied'::text;
    v_chained := v_chained || v_job;
  end loop;

  if v_armed > 0 then perform pg_notify('${CHANNEL}', ''); end if;
  return query
    select o.outcome, v_armed, d.*
      from unnest(v_outcomes, v_chained) with ordinality as o(outcome, job, place)
      left join lateral describe(o.job) d on true
     order by o.place;
end
$$;
`;

/** Gives back the leases of executors that died (their session lock is gone) or fell silent (their lease ran out). */
const RECLAIM = `
create or replace function ${SCHEMA}.reclaim(p_now bigint) returns bigint
language plpgsql set search_path = ${SCHEMA}, pg_temp as $$
declare
  v_count bigint;
begin
  update job set lease_until = null, leased_by = null, lapses = lapses + 1
   where lease_until is not null and (
     lease_until <= p_now or leased_by <> all (array(
       select objid::bigint from pg_locks
        where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
          and classid = ${ALIVE_LOCK} and objsubid = 2 and granted)));
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
`;

/** Idempotent. Run by one executor at a time, under an advisory lock, because `create … if not exists` races. */
export const SCHEMA_SQL = [TABLES, PATH, DESCRIBE, ARM, CHANGE, CLAIM, APPLY, RECLAIM].join("\n");
