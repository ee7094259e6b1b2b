-- Google has answered: what waits for that by a guess of ours is due now, or as soon as it may be. KEYS: the account's
-- entries, due, busy events, beginning of the entries. ARGV: Clock.offset. Answers how many.
local TIME = redis.call('TIME')
local now = TIME[1] + TIME[2] / 1000000 + tonumber(ARGV[1])
local hastened = 0
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local due = tonumber(redis.call('ZSCORE', KEYS[2], member) or '0')
  local earliest = tonumber(redis.call('HGET', KEYS[4] .. member, 'guess') or '')
  if earliest and due > math.max(now, earliest) then
    -- One that is being seen through is due when its lease ends, and that is no guess.
    local name = string.gsub(member, ':[^:]*:', ':', 1)
    local held = string.match(redis.call('HGET', KEYS[3], name) or '', '^%S+ (%S+)$')
    if not (held and tonumber(held) > now) then
      redis.call('ZADD', KEYS[2], string.format('%.6f', math.max(now, earliest)), member)
      hastened = hastened + 1
    end
  end
end
return hastened
