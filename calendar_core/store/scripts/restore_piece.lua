-- Put back one thing of a backup. KEYS: those of the commands. ARGV: 1 where it is to be left alone if the first key is
-- there, a msgpack list of commands. Answers 1 where something was put back. Two commands are ours:
-- LIVE key ms: no shorter a life than until then. ATLEAST key field number.
if ARGV[1] == '1' and redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
local TIME = redis.call('TIME')
local now = TIME[1] * 1000 + math.floor(TIME[2] / 1000)
local changed = tonumber(ARGV[1])
for _, command in ipairs(cmsgpack.unpack(ARGV[2])) do
  local verb, key = command[1], command[2]
  if verb == 'LIVE' then
    local left = redis.call('PTTL', key)
    if left ~= -2 and (left == -1 or now + left < tonumber(command[3])) then
      redis.call('PEXPIREAT', key, command[3])
    end
  elseif verb == 'ATLEAST' then
    if tonumber(redis.call('HGET', key, command[3]) or '0') < tonumber(command[4]) then
      redis.call('HSET', key, command[3], command[4])
    end
  else
    local answer = redis.call(unpack(command))
    if type(answer) == 'number' and answer > 0 then
      changed = 1
    end
  end
end
return changed
