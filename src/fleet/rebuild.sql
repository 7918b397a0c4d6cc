-- Which kernels need modules rebuilt: for each, how many of the symbols that a module needs are there with the same
-- version, with another one, without a version, and not at all. :needed_rows are modname, symbol and crc, -1 for none.
WITH needed AS (:needed_rows),
cells AS (
  SELECT e.release AS release, e.architecture AS architecture, e.origin AS origin,
         n.modname AS modname, n.symbol AS symbol,
         1 AS found,
         CASE WHEN n.crc = -1 OR coalesce(e.crc, -1) = n.crc THEN 1 ELSE 0 END AS same,
         CASE WHEN e.crc IS NULL AND n.crc <> -1 THEN 1 ELSE 0 END AS unversioned
  FROM exports e
  JOIN needed n ON n.symbol = e.symbol
  UNION ALL
  SELECT k.release AS release, k.architecture AS architecture, k.origin AS origin,
         n.modname AS modname, n.symbol AS symbol, 0 AS found, 0 AS same, 0 AS unversioned
  FROM kernels k
  CROSS JOIN needed n
),
states AS (
  SELECT release, architecture, origin, modname, symbol,
         CASE WHEN max(found) = 0 THEN 'missing'
              WHEN max(same) = 1 THEN 'same'
              WHEN max(unversioned) = 1 THEN 'unversioned'
              ELSE 'different' END AS state
  FROM cells
  GROUP BY release, architecture, origin, modname, symbol
),
counted AS (
  SELECT release, architecture, origin, modname,
         sum(CASE WHEN state = 'same' THEN 1 ELSE 0 END) AS same_count,
         sum(CASE WHEN state = 'different' THEN 1 ELSE 0 END) AS different_count,
         sum(CASE WHEN state = 'unversioned' THEN 1 ELSE 0 END) AS unversioned_count,
         sum(CASE WHEN state = 'missing' THEN 1 ELSE 0 END) AS missing_count,
         min(CASE WHEN state = 'different' THEN symbol END) AS first_different,
         min(CASE WHEN state = 'missing' THEN symbol END) AS first_missing
  FROM states
  GROUP BY release, architecture, origin, modname
)
SELECT k.release_key AS release_key, k.release AS release, k.architecture AS architecture, k.origin AS origin, c.modname AS modname,
       CASE WHEN c.different_count > 0 THEN 'rebuild'
            WHEN c.missing_count > 0 AND k.kernel_exports IN ('symvers', 'system-map') THEN 'rebuild'
            WHEN c.missing_count > 0 OR c.unversioned_count > 0 THEN 'unknown'
            ELSE 'fits' END AS verdict,
       c.same_count AS same_count, c.different_count AS different_count, c.unversioned_count AS unversioned_count, c.missing_count AS missing_count,
       c.first_different AS first_different, c.first_missing AS first_missing
FROM counted c
JOIN kernels k ON k.release = c.release AND k.architecture = c.architecture AND k.origin = c.origin
ORDER BY k.release_key, k.release, k.architecture, k.origin, c.modname
