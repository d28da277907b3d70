return function()
  local i, s, n = 0, 0, 50000000
  while i < n do
    s = s + i * 3 - 1
    i = i + 1
  end
  return s
end
