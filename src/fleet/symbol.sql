-- The history of a symbol: who exports it in each kernel, and its version.
SELECT k.release_key, k.release, k.architecture, k.origin, k.flavour,
       e.owner, e.crc, e.gpl_only, e.namespace, e.evidence
FROM exports e
JOIN kernels k ON k.release = e.release AND k.architecture = e.architecture AND k.origin = e.origin
WHERE e.symbol = :symbol
ORDER BY k.architecture, k.origin, k.flavour, k.release_key, k.release, e.owner
