-- The size on disk of modules in each kernel.
SELECT k.release_key AS release_key, k.release AS release, k.architecture AS architecture, k.origin AS origin, m.modname AS modname, m.size AS size, m.version AS version
FROM modules m
JOIN kernels k ON k.release = m.release AND k.architecture = m.architecture AND k.origin = m.origin
WHERE m.modname IN (:modnames) AND NOT m.builtin
ORDER BY m.modname, k.architecture, k.origin, k.flavour, k.release_key, k.release
