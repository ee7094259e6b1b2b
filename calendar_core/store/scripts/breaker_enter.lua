-- Ask the breaker alone. ARGV 2: the id of the call.
-- Answers "verdict delay epoch trial": verdict 0 go, 1 circuit open; microseconds.
return with_clean_keys({ 'string', 'hash' }, function()
  local now = tell_time()
  local breaker = read_breaker(now)
  local wait = refused_for(breaker, now, ARGV[2])
  if wait then
    return '1 ' .. text(wait) .. ' ' .. text(breaker.epoch) .. ' 0'
  end
  return '0 0 ' .. text(breaker.epoch) .. ' ' .. start_trial(breaker, now, ARGV[2])
end)
