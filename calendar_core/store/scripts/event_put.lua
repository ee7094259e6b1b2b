-- Own writes: HEAD = {life, member, items}.
local generation = generation_now() + 1
local window = redis.call('HMGET', STATE, 'window_start', 'window_end')
local from, to = tonumber(window[1] or nil), tonumber(window[2] or nil)

-- What is outside the window is Google's alone to tell: a write that is noted after the sync that has seen it would
-- stay until the window is read anew.
local function outside(item)
  return from and to and (item[3] >= to or item[3] + item[4] * 60 <= from)
end

for _, item in ipairs(HEAD.items) do
  local known = updated_of(value_of(item[1]))
  -- What Google said later wins over the answer that came back late.
  if known == '' or known <= updated_of(item[2]) then
    put_event(item)
    if outside(item) then
      drop_event(item[1], true) -- what a person asked for has moved along with it, and stays
    end
    redis.call('HSET', WRITTEN, item[1], string.format('%.0f', generation))
  end
end
finish_write(generation)
return redis.status_reply('OK')
