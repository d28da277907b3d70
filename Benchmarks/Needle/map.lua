return function()
  local m, keys = {}, {}
  local i, k, s, n, x = 0, 0, 0, 50000, 0
  while i < n do
    keys[i] = "key" .. tostring(i)
    i = i + 1
  end
  while k < 20 do
    i = 0
    while i < n do
      local key = keys[i]
      if k == 0 then
        m[key] = i
      else
        x = m[key]
        m[key] = x + k
      end
      i = i + 1
    end
    k = k + 1
  end
  return m["key777"]
end
