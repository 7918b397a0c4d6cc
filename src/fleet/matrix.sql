-- Modules by kernel: whether each is a module, built in, or absent.
WITH cells AS (
  SELECT release, architecture, origin, modname,
         CASE WHEN builtin THEN 0 ELSE 1 END AS as_module,
         CASE WHEN builtin THEN 1 ELSE 0 END AS as_builtin
  FROM modules
  WHERE modname IN (:modnames)
  UNION ALL
  SELECT k.release AS release, k.architecture AS architecture, k.origin AS origin, w.modname AS modname,
         0 AS as_module, 0 AS as_builtin
  FROM kernels k
  CROSS JOIN (:modname_rows) w
)
SELECT k.release_key AS release_key, k.release AS release, k.architecture AS architecture, k.origin AS origin, c.modname AS modname,
       CASE WHEN max(c.as_module) = 1 AND max(c.as_builtin) = 1 THEN 'both'
            WHEN max(c.as_module) = 1 THEN 'module'
            WHEN max(c.as_builtin) = 1 THEN 'builtin'
            ELSE 'absent' END AS state
FROM cells c
JOIN kernels k ON k.release = c.release AND k.architecture = c.architecture AND k.origin = c.origin
GROUP BY k.release_key, k.release, k.architecture, k.origin, c.modname
ORDER BY k.release_key, k.release, k.architecture, k.origin, c.modname
