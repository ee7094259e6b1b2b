-- Note how a call ended, or just look. ARGV 2: result (0 outage, 1 success, 2 none, 3 look); 3: the epoch that the
-- call started in, '' for one that never asked; 4: the trial it was, or ''.
-- Answers "left half_open failures changed": microseconds; changed 1 opened, 2 closed.
local RESULT, EPOCH, TRIAL = ARGV[2], ARGV[3], ARGV[4]
local OUTAGE, SUCCESS, LOOK = '0', '1', '3'

local function settled_trial(breaker, now)
  if now < breaker.open_until then
    return 0
  end
  local mine = TRIAL ~= '' and TRIAL == breaker.trial
  if not mine and (EPOCH ~= '' or trial_is_under_way(breaker, now)) then
    return 0
  end
  if RESULT == SUCCESS then
    breaker.open_until = 0
    write_breaker(0, now, 0, 0, '')
    return 2
  end
  if RESULT == OUTAGE then
    breaker.open_until = now + PAUSE
    write_breaker(breaker.open_until, now, 0, 0, '')
    return 1
  end
  write_breaker(breaker.open_until, breaker.epoch, 0, 0, '')
  return 0
end

local function settled(breaker, now)
  if RESULT == LOOK then
    return 0
  end
  if breaker.open_until > 0 then
    return settled_trial(breaker, now)
  end
  if EPOCH ~= '' and number(EPOCH) ~= breaker.epoch then
    return 0
  end
  if RESULT == OUTAGE and breaker.failures + 1 >= FAILURES then
    breaker.open_until, breaker.failures = now + PAUSE, 0
    write_breaker(breaker.open_until, now, 0, 0, '')
    return 1
  end
  local failures = RESULT == OUTAGE and breaker.failures + 1 or RESULT == SUCCESS and 0 or breaker.failures
  if failures ~= breaker.failures then
    breaker.failures = failures
    write_breaker(0, breaker.epoch, failures, 0, '')
  end
  return 0
end

local held = redis.call('MGET', KEYS[1], KEYS[2])
local now = tell_time(held[1])
local breaker = read_breaker(held[2], now)
if breaker == STILL then
  breaker = { open_until = 0, epoch = 0, failures = 0, trial_until = 0, trial = '' }
end
local changed = settled(breaker, now)
local left = math.min(math.max(0, breaker.open_until - now), PAUSE)
local half_open = (breaker.open_until > 0 and left == 0) and 1 or 0
return redis.status_reply(string.format('%.0f %d %d %d', left, half_open, breaker.failures, changed))
