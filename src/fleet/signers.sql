-- Who signed the modules of each kernel, with which key.
WITH counted AS (
  SELECT release, architecture, origin, signature, signer, key_id, digest, count(*) AS module_count
  FROM modules
  WHERE NOT builtin
  GROUP BY release, architecture, origin, signature, signer, key_id, digest
)
SELECT k.release_key, k.release, k.architecture, k.origin,
       c.signature, c.signer, c.key_id, c.digest, c.module_count
FROM counted c
JOIN kernels k ON k.release = c.release AND k.architecture = c.architecture AND k.origin = c.origin
ORDER BY k.release_key, k.release, k.architecture, k.origin,
         coalesce(c.signature, ''), coalesce(c.signer, ''), coalesce(c.key_id, ''), coalesce(c.digest, '')
