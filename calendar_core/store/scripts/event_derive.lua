-- New reminder rows for events that stay as they are: HEAD = {member, generation, items}. 0: somebody wrote meanwhile.
if generation_now() ~= HEAD.generation then
  return 0
end
for _, item in ipairs(HEAD.items) do
  if value_of(item[1]) then
    derive(item, locate(HEAD.member, item[1]), false)
  end
end
return 1
