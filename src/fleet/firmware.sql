-- Firmware that modules name, and in which kernels; all modules if :every is 1.
WITH spans AS (
  SELECT f.firmware AS firmware, f.modname AS modname, count(*) AS kernel_count,
         min(k.release_key) AS first_key, max(k.release_key) AS last_key
  FROM firmware f
  JOIN kernels k ON k.release = f.release AND k.architecture = f.architecture AND k.origin = f.origin
  WHERE :every = 1 OR f.modname IN (:modnames)
  GROUP BY f.firmware, f.modname
),
names AS (
  SELECT release_key, min(release) AS release_name
  FROM kernels
  GROUP BY release_key
)
SELECT s.firmware AS firmware, s.modname AS modname, s.kernel_count AS kernel_count, a.release_name AS first_release, z.release_name AS last_release
FROM spans s
JOIN names a ON a.release_key = s.first_key
JOIN names z ON z.release_key = s.last_key
ORDER BY s.firmware, s.modname
