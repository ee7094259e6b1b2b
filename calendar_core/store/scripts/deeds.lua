-- Note what was done in a chat, newest first: words of keys with commas between them, behind "-" where the latest was
-- taken back. KEYS: the deeds, the record of the one key, the same once it is undone. ARGV: seconds, most, what ("keep",
-- "join" or "forget"), the keys with commas between them, the record.
local given = {}
for key in string.gmatch(ARGV[4], '[^,]+') do
  given[key] = true
end
local deeds = redis.call('GET', KEYS[1]) or ''
local taken_back = string.sub(deeds, 1, 1) == '-'
local first = true
local older = {}
for deed in string.gmatch(deeds, '%S+') do
  local left = {}
  for key in string.gmatch(deed, '[^,]+') do
    if given[key] then
      taken_back = taken_back or first
    elseif key ~= '-' then
      table.insert(left, key)
    end
  end
  first = false
  if #left > 0 then
    table.insert(older, table.concat(left, ','))
  end
end
if ARGV[3] == 'keep' then
  redis.call('SET', KEYS[2], ARGV[5], 'EX', ARGV[1])
  redis.call('DEL', KEYS[3])
elseif ARGV[3] == 'forget' then
  -- It stays for a while as undone: who is asked the same thing again has to know that it was done.
  if redis.call('EXISTS', KEYS[2]) == 1 then
    redis.call('RENAME', KEYS[2], KEYS[3])
    redis.call('EXPIRE', KEYS[3], 3600)
  end
end
if ARGV[3] ~= 'forget' then
  table.insert(older, 1, ARGV[4])
elseif taken_back then
  table.insert(older, 1, '-')
end
local text = table.concat(older, ' ', 1, math.min(#older, tonumber(ARGV[2])))
redis.call('SET', KEYS[1], text, 'EX', ARGV[1])
return text
