-- Ask the breaker alone. ARGV 2: the id of the call.
-- Answers "verdict delay epoch trial": verdict 0 go, 1 circuit open; microseconds.
local held = redis.call('MGET', KEYS[1], KEYS[2])
local now = tell_time(held[1])
local breaker = read_breaker(held[2], now)
local wait = refused_for(breaker, now, ARGV[2])
if wait then
  return redis.status_reply(string.format('1 %.0f %.0f 0', wait, breaker.epoch))
end
local trial = start_trial(breaker, now, ARGV[2])
return redis.status_reply(string.format('0 0 %.0f %d', breaker.epoch, trial))
