-- Note how a call ended, or just look. ARGV 2: result (0 outage, 1 success, 2 none, 3 look); 3: the epoch that the
-- call started in, '' for one that never asked; 4: the trial it was, or ''.
-- Answers "left half_open failures changed": microseconds; changed 1 opened, 2 closed.
local RESULT, EPOCH, TRIAL = ARGV[2], ARGV[3], ARGV[4]
local OUTAGE, SUCCESS, LOOK = '0', '1', '3'

local function keep(...)
  redis.call('HSET', BREAKER, ...)
  redis.call('PEXPIRE', BREAKER, BREAKER_LIFE)
end

local function open(breaker, now)
  breaker.open_until, breaker.failures = now + PAUSE, 0
  redis.call('HDEL', BREAKER, 'trial', 'trial_until', 'failures')
  keep('until', text(breaker.open_until), 'epoch', text(now))
  return 1
end

local function close(breaker, now)
  breaker.open_until, breaker.failures = 0, 0
  redis.call('HDEL', BREAKER, 'trial', 'trial_until', 'failures', 'until')
  keep('epoch', text(now))
  return 2
end

local function settle_trial(breaker, now)
  if now < breaker.open_until then
    return 0
  end
  local mine = TRIAL ~= '' and TRIAL == breaker.trial
  local busy = breaker.trial ~= '' and now < breaker.trial_until
  if not mine and (EPOCH ~= '' or busy) then
    return 0
  end
  redis.call('HDEL', BREAKER, 'trial', 'trial_until')
  if RESULT == SUCCESS then
    return close(breaker, now)
  end
  return RESULT == OUTAGE and open(breaker, now) or 0
end

local function settle(breaker, now)
  if RESULT == LOOK then
    return 0
  end
  if breaker.open_until > 0 then
    return settle_trial(breaker, now)
  end
  if EPOCH ~= '' and number(EPOCH) ~= breaker.epoch then
    return 0
  end
  if RESULT == OUTAGE then
    breaker.failures = breaker.failures + 1
    if breaker.failures >= FAILURES then
      return open(breaker, now)
    end
    keep('failures', text(breaker.failures))
  elseif RESULT == SUCCESS and breaker.failures > 0 then
    breaker.failures = 0
    redis.call('HDEL', BREAKER, 'failures')
  end
  return 0
end

return with_clean_keys({ 'string', 'hash' }, function()
  local now = tell_time()
  local breaker = read_breaker(now)
  local changed = settle(breaker, now)
  local left = math.max(0, breaker.open_until - now)
  local half_open = (breaker.open_until > 0 and left == 0) and 1 or 0
  return text(left) .. ' ' .. half_open .. ' ' .. text(breaker.failures) .. ' ' .. changed
end)
