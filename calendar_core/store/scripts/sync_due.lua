-- When a calendar's sync is due. KEYS: state, calendars due. ARGV: Clock.offset, member, what, at, lease, error.
-- what: "earlier" moves the due time to `at` if that is earlier; "enrol" sets it to now where there is none; "failed"
-- counts a failed run and sets it; "release" gives the lease back and "renew" holds it for `at` seconds; "damaged"
-- asks for everything to be read anew; "look" changes nothing. "missed" notes that the last run found what no push
-- had told, "unheard" that there is no push channel any more; both have the sync due by `at` at the latest.
local STATE, SYNCS = KEYS[1], KEYS[2]
local TIME = redis.call('TIME')
local clock = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
local now = string.format('%.6f', clock)
local member, what, at, lease = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local mine = lease == '' or redis.call('HGET', STATE, 'lease') == lease
if what == 'failed' and not mine then
  return redis.call('HGETALL', STATE) -- the lease ran out and somebody else is at it
end
if what == 'earlier' then
  local due = redis.call('ZSCORE', SYNCS, member)
  if not due or tonumber(at) < tonumber(due) then
    redis.call('ZADD', SYNCS, at, member)
    redis.call('HSET', STATE, 'due_at', at)
  end
  redis.call('HSET', STATE, 'asked', now)
elseif what == 'enrol' then
  if redis.call('ZADD', SYNCS, 'NX', now, member) == 1 then
    redis.call('HSET', STATE, 'due_at', now)
  end
elseif what == 'failed' then
  redis.call('HINCRBY', STATE, 'failures', 1)
  redis.call('HSET', STATE, 'last_error', ARGV[6], 'due_at', at)
  redis.call('ZADD', SYNCS, at, member)
elseif what == 'damaged' and tonumber(redis.call('HGET', STATE, 'full_due') or '0') > tonumber(now) then
  redis.call('HSET', STATE, 'full_due', now, 'due_at', now, 'asked', now)
  redis.call('ZADD', SYNCS, now, member)
end
if what == 'missed' or what == 'unheard' then
  if what == 'missed' then
    -- As of the run's start: a message that was on its way meanwhile is a sign of life after it.
    redis.call('HSET', STATE, 'push_missed', redis.call('HGET', STATE, 'synced_from') or now)
  else
    redis.call('HDEL', STATE, 'push_heard', 'push_until', 'push_missed', 'push_from', 'push_due')
  end
  local due = redis.call('ZSCORE', SYNCS, member)
  if due and tonumber(at) < tonumber(due) then
    redis.call('ZADD', SYNCS, at, member)
    redis.call('HSET', STATE, 'due_at', at)
  end
end
if what == 'renew' then
  if mine then
    redis.call('HSET', STATE, 'lease_until', string.format('%.6f', clock + tonumber(at)))
  end
elseif lease ~= '' and mine then
  redis.call('HDEL', STATE, 'lease', 'lease_until')
end
redis.call('EXPIRE', STATE, 2592000)
return redis.call('HGETALL', STATE)
