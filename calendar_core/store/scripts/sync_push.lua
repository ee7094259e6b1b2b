-- A push channel of a calendar was heard. KEYS: state, calendars due. ARGV: Clock.offset, member, end of the channel,
-- changed ("1": the sync is wanted; "0": only a sign of life), gap, quiet, longest, pause after a failed run (seconds),
-- the channel's id, the message's number (0: not known).
-- The first message after a rest makes the sync due at once. Those that follow are folded into one more, `gap` after
-- the start of the last run and `quiet` after the last message, and never `longest` after the first of them.
-- A message whose number is not above the channel's last is late or said twice: the sync that the last one asked for
-- has seen its change. Answers when the sync is due.
local STATE, SYNCS = KEYS[1], KEYS[2]
local TIME = redis.call('TIME')
local now = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
local member, ends = ARGV[2], tonumber(ARGV[3])
local gap, quiet, longest, pause = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])

local function field(name)
  return tonumber(redis.call('HGET', STATE, name))
end

local function stamp(moment)
  return string.format('%.6f', moment)
end

local due = tonumber(redis.call('ZSCORE', SYNCS, member))
local id, number = ARGV[9], tonumber(ARGV[10])
if number > 0 then
  local seen_id, seen = string.match(redis.call('HGET', STATE, 'push_seen') or '', '^(%S+) (%d+)$')
  if seen_id == id and number <= tonumber(seen) then
    return due and stamp(due) or ''
  end
  redis.call('HSET', STATE, 'push_seen', id .. ' ' .. string.format('%.0f', number))
end
redis.call('HSET', STATE, 'push_until', stamp(math.max(ends, field('push_until') or 0)))
redis.call('EXPIRE', STATE, 2592000)
if ARGV[4] ~= '1' then
  -- Google says this when a channel is opened; that it tells of changes too is not proven by it.
  return due and stamp(due) or ''
end
redis.call('HSET', STATE, 'push_heard', stamp(now))
local running = (field('lease_until') or 0) > now
if due and due <= now and not running then
  return stamp(due) -- the run that is due will see this change
end
local began = field('lease_from') or 0
local from = field('push_from')
if not from or from <= began then
  from = now -- what was folded before went into the run that has begun since
end
local rest = began + ((field('failures') or 0) > 0 and pause or gap)
local wanted = now
if running or now < rest or from < now then
  wanted = math.max(rest, math.min(now + quiet, from + longest))
end
local planned = field('push_due')
redis.call('HSET', STATE, 'push_from', stamp(from), 'push_due', stamp(wanted))
if running then
  return stamp(wanted) -- the run under way takes this up when it ends
end
-- What an earlier message had planned may move later while the burst lasts; any other plan only earlier.
if not due or wanted < due or (planned and math.abs(planned - due) < 0.001) then
  redis.call('ZADD', SYNCS, stamp(wanted), member)
  redis.call('HSET', STATE, 'due_at', stamp(wanted))
  due = wanted
end
return stamp(due)
