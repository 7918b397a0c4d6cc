-- Who signed the modules of each kernel, with which key.
WITH counted AS (
  SELECT release, architecture, origin, signature, signer, key_id, digest, count(*) AS module_count
  FROM modules
  WHERE NOT builtin
  GROUP BY release, architecture, origin, signature, signer, key_id, digest
)
SELECT k.release_key AS release_key, k.release AS release, k.architecture AS architecture, k.origin AS origin,
       c.signature AS signature, c.signer AS signer, c.key_id AS key_id, c.digest AS digest, c.module_count AS module_count
FROM counted c
JOIN kernels k ON k.release = c.release AND k.architecture = c.architecture AND k.origin = c.origin
ORDER BY k.release_key, k.release, k.architecture, k.origin,
         coalesce(c.signature, ''), coalesce(c.signer, ''), coalesce(c.key_id, ''), coalesce(c.digest, '')
