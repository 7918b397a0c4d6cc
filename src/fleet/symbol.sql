-- The history of a symbol: who exports it in each kernel, and its version.
SELECT k.release_key AS release_key, k.release AS release, k.architecture AS architecture, k.origin AS origin, k.flavour AS flavour,
       e.owner AS owner, e.crc AS crc, e.gpl_only AS gpl_only, e.namespace AS namespace, e.evidence AS evidence
FROM exports e
JOIN kernels k ON k.release = e.release AND k.architecture = e.architecture AND k.origin = e.origin
WHERE e.symbol = :symbol
ORDER BY k.architecture, k.origin, k.flavour, k.release_key, k.release, e.owner
