return function()
  local a = {}
  local i, k, s, n = 0, 0, 0, 1000000
  while i < n do
    a[i] = i
    i = i + 1
  end
  while k < 10 do
    i = 0
    while i < n do
      s = s + a[i]
      a[i] = s
      i = i + 1
    end
    k = k + 1
  end
  return s
end
