-- What the scripts of limiter and breaker share; it is put in front of each of them. The states of the breaker and
-- what moves it are those of resilience/breaker_state.py. All instants are whole microseconds.
-- State is kept in strings of numbers, so that one MGET reads all of it and whatever else stands there counts as absent:
-- KEYS 1: the instant that was handed out last, but for 0.1 s; KEYS 2, where a script asks it: the breaker of an endpoint, "until
-- epoch failures trial_until trial".
-- ARGV 1: a msgpack array that begins with Clock.offset, failures that open, pause, trial lease, trial hint.
local ASKED = cmsgpack.unpack(ARGV[1])
local OFFSET, FAILURES, PAUSE, LEASE, HINT = ASKED[1], ASKED[2], ASKED[3], ASKED[4], ASKED[5]
local DAY = 86400000000
local STILL = { open_until = 0, epoch = 0, failures = 0, trial_until = 0, trial = '' }

-- Lua would write a number with 14 digits only.
local function text(value)
  return string.format('%.0f', value)
end

-- A stored number; 0 for what is absent, rubbish or out of any range.
local function number(value)
  local read = value and tonumber(value) or 0
  return (read > 0 and read < 9e15) and read or 0
end

-- Redis' time, which does not go back here: where a host's clock is put back (or two clients differ in their offset)
-- it stands still for up to 5 minutes. `stored`: an instant that was handed out, not more than 0.1 s before the last.
local function tell_time(stored)
  local host = redis.call('TIME')
  local now = host[1] * 1000000 + host[2] + OFFSET
  local last = number(stored)
  if last > now and last - now <= 300000000 then
    return last + 100000
  end
  if now < last or now - last > 100000 then
    redis.call('SET', KEYS[1], text(now), 'PX', 3600000)
  end
  return now
end

-- The breaker as stored; at rest where nothing is, or what cannot be true (of another version, of another clock).
local function read_breaker(stored, now)
  if not stored then
    return STILL
  end
  local until_, epoch, failures, trial_until, trial = string.match(stored, '^(%d+) (%d+) (%d+) (%d+) (%S*)$')
  local breaker = {
    open_until = number(until_),
    epoch = number(epoch),
    failures = number(failures),
    trial_until = number(trial_until),
    trial = trial or '',
  }
  local left = breaker.open_until - now - 1000000 -- a second for a clock that stood still
  if breaker.open_until > 0 and (left > PAUSE or left < -DAY) or breaker.failures >= FAILURES then
    return STILL
  end
  if breaker.trial_until - now > PAUSE + LEASE then
    breaker.trial_until = 0
  end
  return breaker
end

local function write_breaker(until_, epoch, failures, trial_until, trial)
  local state = string.format('%.0f %.0f %.0f %.0f %s', until_, epoch, failures, trial_until, trial)
  redis.call('SET', KEYS[2], state, 'PX', DAY / 1000)
end

local function trial_is_under_way(breaker, now)
  return breaker.trial ~= '' and now < breaker.trial_until
end

-- Microseconds to ask again after, if the breaker lets this request not go; else nil. `trial`: the call it belongs to.
local function refused_for(breaker, now, trial)
  if now < breaker.open_until then
    return math.min(breaker.open_until - now, PAUSE)
  end
  if breaker.open_until > 0 and trial_is_under_way(breaker, now) and breaker.trial ~= trial then
    return math.min(breaker.trial_until - now, HINT)
  end
  return nil
end

-- A request that nothing refused starts: 1 if it is the trial call.
local function start_trial(breaker, at, id)
  if breaker.open_until == 0 then
    return 0
  end
  write_breaker(breaker.open_until, breaker.epoch, 0, at + LEASE, id)
  return 1
end

-- Takes the places of a request at an instant in three windows, each kept for that many milliseconds at least.
local function take_places(windows, at, id, weight, milliseconds)
  for _, key in ipairs(windows) do
    redis.call('ZADD', key, text(at), id)
    for part = 2, weight do
      redis.call('ZADD', key, text(at), id .. ':' .. part)
    end
    if redis.call('PTTL', key) < milliseconds then
      redis.call('PEXPIRE', key, text(2 * milliseconds))
    end
  end
end
