-- Own writes: HEAD = {life, member, items}.
local generation = generation_now() + 1
for _, item in ipairs(HEAD.items) do
  local known = updated_of(value_of(item[1]))
  -- What Google said later wins over the answer that came back late.
  if known == '' or known <= updated_of(item[2]) then
    put_event(item)
    redis.call('HSET', WRITTEN, item[1], string.format('%.0f', generation))
  end
end
finish_write(generation)
return redis.status_reply('OK')
