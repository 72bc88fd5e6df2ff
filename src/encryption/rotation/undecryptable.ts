/**
 * The last page of a runbook: objects that no API server can decrypt any more.
 *
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/3926-handling-undecryptable-resources
 */
export const UNDECRYPTABLE = `## Objects that cannot be decrypted

An object whose key is lost can be neither read nor deleted, and lists of its resource fail as a whole. The API server
answers with \`Internal error\`, or from Kubernetes 1.32 with the reason \`StorageReadError\` where its feature gate
AllowUnsafeMalformedObjectDeletion is on (by default since 1.37).

1. Do not delete anything yet. Roll the stage back, or restore the file that has the key: the object is readable again.
   A KMS plugin that does not answer makes objects unreadable for a while, and this looks the same. Do not restart API
   servers meanwhile: with an unreadable Secret they do not become ready.
2. If the key is gone for good, find the objects. With the feature gate a list names up to a hundred of them:

   \`\`\`sh
   kubectl get --raw /api/v1/secrets
   \`\`\`

3. Deleting one skips its finalizers, preconditions and admission, and leaves what it owned. It needs the verb
   \`unsafe-delete-ignore-read-errors\` beside \`delete\`. Grant it for these objects by name, and only until they are
   deleted:

   \`\`\`sh
   kubectl --namespace shop create role unreadable --verb delete,unsafe-delete-ignore-read-errors \\
     --resource secrets --resource-name db
   \`\`\`

4. Try it first, by the option dryRun in the body: in the address it is ignored. The API server refuses to delete an
   object that it can read:

   \`\`\`sh
   path=/api/v1/namespaces/shop/secrets/db
   option='"ignoreStoreReadErrorWithClusterBreakingPotential":true'
   kind='"apiVersion":"v1","kind":"DeleteOptions"'
   echo "{$kind,$option,\"dryRun\":[\"All\"]}" | kubectl delete --raw "$path" --filename -
   echo "{$kind,$option}" | kubectl delete --raw "$path" --filename -
   \`\`\`

   Without the feature gate, delete the key of the object in etcd, such as \`/registry/secrets/shop/db\`, with etcdctl,
   and restart the API servers, whose watch caches still have it.
5. Create the object again from its source, and delete the role.
`;
