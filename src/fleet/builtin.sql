-- Since which release modules are built in, without a later release in which they are not; kernels of the same flavour,
-- architecture and origin are one line of releases.
WITH cells AS (
  SELECT release, architecture, origin, modname, CASE WHEN builtin THEN 1 ELSE 0 END AS as_builtin
  FROM modules
  WHERE modname IN (:modnames)
  UNION ALL
  SELECT k.release AS release, k.architecture AS architecture, k.origin AS origin,
         w.modname AS modname, 0 AS as_builtin
  FROM kernels k
  CROSS JOIN (:modname_rows) w
),
states AS (
  SELECT k.release_key AS release_key, k.release AS release, k.architecture AS architecture,
         k.origin AS origin, k.flavour AS flavour, c.modname AS modname,
         max(c.as_builtin) AS is_builtin
  FROM cells c
  JOIN kernels k ON k.release = c.release AND k.architecture = c.architecture AND k.origin = c.origin
  GROUP BY k.release_key, k.release, k.architecture, k.origin, k.flavour, c.modname
),
lines AS (
  SELECT architecture, origin, flavour, modname,
         max(CASE WHEN is_builtin = 0 THEN release_key ELSE '' END) AS last_without
  FROM states
  GROUP BY architecture, origin, flavour, modname
),
firsts AS (
  SELECT s.architecture AS architecture, s.origin AS origin, s.flavour AS flavour, s.modname AS modname,
         l.last_without AS last_without,
         min(s.release_key) AS since_key, count(*) AS kernel_count
  FROM states s
  JOIN lines l ON l.architecture = s.architecture AND l.origin = s.origin
              AND l.flavour = s.flavour AND l.modname = s.modname
  WHERE s.is_builtin = 1 AND s.release_key > l.last_without
  GROUP BY s.architecture, s.origin, s.flavour, s.modname, l.last_without
)
SELECT f.modname AS modname, f.architecture AS architecture, f.origin AS origin, f.flavour AS flavour, s.release AS since, f.kernel_count AS kernel_count,
       CASE WHEN f.last_without = '' THEN 'oldest' ELSE 'change' END AS seen
FROM firsts f
JOIN states s ON s.architecture = f.architecture AND s.origin = f.origin AND s.flavour = f.flavour
             AND s.modname = f.modname AND s.release_key = f.since_key
ORDER BY f.modname, f.architecture, f.origin, f.flavour, since
