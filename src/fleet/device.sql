-- Modules with an alias that matches :modalias. :prefixes are all starts of it: an alias that matches has one of them
-- before its first wildcard, so the sorted column finds the few candidates. LIKE may let through a few too many: `_` in
-- an alias matches any character there; fnmatch(3) decides. It is in HAVING, over an aggregate of one row, because
-- engines evaluate a condition of WHERE for every row of the table, before the list of prefixes.
SELECT k.release_key AS release_key, k.release AS release, k.architecture AS architecture, k.origin AS origin,
       a.modname AS modname, a.builtin AS builtin, a.pattern AS pattern
FROM aliases a
JOIN kernels k ON k.release = a.release AND k.architecture = a.architecture AND k.origin = a.origin
WHERE a.literal_prefix IN (:prefixes)
GROUP BY k.release_key, k.release, k.architecture, k.origin, a.modname, a.builtin, a.pattern
HAVING :modalias LIKE max(coalesce(a.like_pattern, replace(replace(a.pattern, '?', '_'), '*', '%')))
ORDER BY k.release_key, k.release, k.architecture, k.origin, a.modname, a.builtin, a.pattern
