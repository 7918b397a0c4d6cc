-- Modules with an alias that begins with :prefix, which ends before :prefix_end in the order of bytes. An alias whose
-- first wildcard is earlier cannot begin with it.
SELECT k.release_key AS release_key, k.release AS release, k.architecture AS architecture, k.origin AS origin, a.modname AS modname, a.builtin AS builtin, a.pattern AS pattern
FROM aliases a
JOIN kernels k ON k.release = a.release AND k.architecture = a.architecture AND k.origin = a.origin
WHERE a.literal_prefix >= :prefix AND a.literal_prefix < :prefix_end
ORDER BY k.release_key, k.release, k.architecture, k.origin, a.modname, a.builtin, a.pattern
