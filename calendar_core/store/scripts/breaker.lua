-- What the scripts of limiter and breaker share; it is put in front of each of them. The states of the breaker and
-- what moves it are those of resilience/breaker_state.py. All instants are whole microseconds.
-- KEYS 1: the time that was handed out last (string); 2, where a script asks it: the breaker of an endpoint (hash:
-- until, epoch, failures, trial, trial_until).
-- ARGV 1: a msgpack array that begins with Clock.offset, failures that open, pause, trial lease, trial hint.
local CLOCK, BREAKER = KEYS[1], KEYS[2]
local ASKED = cmsgpack.unpack(ARGV[1])
local OFFSET, FAILURES, PAUSE, LEASE, HINT = ASKED[1], ASKED[2], ASKED[3], ASKED[4], ASKED[5]
local CLOCK_LIFE = 3600000 -- ms
local BREAKER_LIFE = 86400000 -- ms
local LONGEST_FREEZE = 300000000

-- Lua would write a number with 14 digits only.
local function text(value)
  return string.format('%.0f', value)
end

-- A stored number; 0 for what is absent, rubbish or out of any range.
local function number(value)
  local read = type(value) == 'string' and tonumber(value) or 0
  return (read > 0 and read < 9e15) and read or 0
end

-- Redis' time, which never goes back here: a host whose clock was put back goes on from where it was (`lag` is what
-- it lacks since), and an offset that differs between two clients stands still rather than go back.
local function tell_time()
  local host = redis.call('TIME')
  local raw = host[1] * 1000000 + host[2]
  local seen, lag, last = string.match(redis.call('GET', CLOCK) or '', '^(%d+) (%d+) (%d+)$')
  seen, lag, last = number(seen), number(lag), number(last)
  if raw < seen then
    lag = lag + seen - raw
  end
  local now = raw + lag + OFFSET
  if last > now and last - now <= LONGEST_FREEZE then
    now = last
  end
  redis.call('SET', CLOCK, text(raw) .. ' ' .. text(lag) .. ' ' .. text(now), 'PX', CLOCK_LIFE)
  return now
end

-- What it holds, all zeros where there is nothing or where it cannot be true (another version's, a clock put back).
local function read_breaker(now)
  local held = redis.call('HMGET', BREAKER, 'until', 'epoch', 'failures', 'trial', 'trial_until')
  local breaker = {
    open_until = number(held[1]),
    epoch = number(held[2]),
    failures = number(held[3]),
    trial = held[4] or '',
    trial_until = number(held[5]),
  }
  local left = breaker.open_until - now
  if breaker.open_until > 0 and (left > PAUSE or left < -BREAKER_LIFE * 1000) or breaker.failures >= FAILURES then
    redis.call('DEL', BREAKER)
    return { open_until = 0, epoch = 0, failures = 0, trial = '', trial_until = 0 }
  end
  if breaker.trial_until - now > PAUSE + LEASE then
    breaker.trial_until = 0
  end
  return breaker
end

-- Microseconds to ask again after, if the breaker lets this request not go; else nil. `trial`: the call it belongs to.
local function refused_for(breaker, now, trial)
  if now < breaker.open_until then
    return breaker.open_until - now
  end
  local busy = breaker.trial ~= '' and now < breaker.trial_until
  if breaker.open_until > 0 and busy and breaker.trial ~= trial then
    return math.min(breaker.trial_until - now, HINT)
  end
  return nil
end

-- A request that nothing refused starts: 1 if it is the trial call.
local function start_trial(breaker, at, id)
  if breaker.open_until == 0 then
    return 0
  end
  redis.call('HSET', BREAKER, 'trial', id, 'trial_until', text(at + LEASE))
  redis.call('PEXPIRE', BREAKER, BREAKER_LIFE)
  return 1
end

-- Runs `decide`. A key that holds another type is rubbish: it is taken away and counts as absent.
local function with_clean_keys(types, decide)
  local ok, answer = pcall(decide)
  if ok then
    return answer
  end
  local why = type(answer) == 'table' and answer.err or tostring(answer)
  if not string.find(why, 'WRONGTYPE', 1, true) then
    return redis.error_reply(why)
  end
  for place, key in ipairs(KEYS) do
    local held = redis.call('TYPE', key).ok
    if held ~= 'none' and held ~= types[place] then
      redis.call('DEL', key)
    end
  end
  return decide() .. ' cleaned'
end
