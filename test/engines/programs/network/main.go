// Which connections network policies allow: by the policy engine of Cilium, which needs no kernel for that, or by
// Cyclonus, which evaluates NetworkPolicies as Kubernetes describes them. Reads JSON from standard input, and prints
// for each request a list with one answer for each connection.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"os"

	"github.com/cilium/cilium/pkg/identity"
	"github.com/cilium/cilium/pkg/identity/identitymanager"
	"github.com/cilium/cilium/pkg/k8s"
	ciliumv2 "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2"
	slimnetworkingv1 "github.com/cilium/cilium/pkg/k8s/slim/k8s/api/networking/v1"
	"github.com/cilium/cilium/pkg/labels"
	"github.com/cilium/cilium/pkg/policy"
	"github.com/cilium/cilium/pkg/policy/types"
	policyutils "github.com/cilium/cilium/pkg/policy/utils"
	testpolicy "github.com/cilium/cilium/pkg/testutils/policy"
	"github.com/cilium/cilium/pkg/u8proto"
	"github.com/mattfenwick/cyclonus/pkg/matcher"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"sigs.k8s.io/yaml"
)

const cluster = "default"

// A pod, which has a namespace, or an address outside of the pods.
type peer struct {
	Address   string            `json:"address"`
	Namespace string            `json:"namespace"`
	Labels    map[string]string `json:"labels"`
	// What Cilium knows about an address outside of the pods: an API server, or a node.
	IsAPIServer bool `json:"isApiServer"`
	IsNode      bool `json:"isNode"`
}

type connection struct {
	From     peer   `json:"from"`
	To       peer   `json:"to"`
	Protocol string `json:"protocol"`
	Port     uint16 `json:"port"`
}

type request struct {
	Engine      string            `json:"engine"`
	Policies    []json.RawMessage `json:"policies"`
	Connections []connection      `json:"connections"`
}

var engines = map[string]func([]json.RawMessage, []connection) []bool{
	"cilium":   byCilium,
	"cyclonus": byCyclonus,
}

func main() {
	text, err := io.ReadAll(os.Stdin)
	check(err)
	var requests []request
	check(json.Unmarshal(text, &requests))
	answers := [][]bool{}
	for _, each := range requests {
		evaluate, found := engines[each.Engine]
		if !found {
			check(fmt.Errorf("there is no engine %q", each.Engine))
		}
		answers = append(answers, evaluate(each.Policies, each.Connections))
	}
	check(json.NewEncoder(os.Stdout).Encode(answers))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func byCyclonus(texts []json.RawMessage, connections []connection) []bool {
	var policies []*networkingv1.NetworkPolicy
	for _, text := range texts {
		each := &networkingv1.NetworkPolicy{}
		check(yaml.UnmarshalStrict(text, each))
		policies = append(policies, each)
	}
	evaluated := matcher.BuildNetworkPolicies(false, policies)
	answers := []bool{}
	for _, each := range connections {
		answers = append(answers, evaluated.IsTrafficAllowed(&matcher.Traffic{
			Source:       trafficPeer(each.From),
			Destination:  trafficPeer(each.To),
			ResolvedPort: int(each.Port),
			Protocol:     corev1.Protocol(each.Protocol),
		}).IsAllowed())
	}
	return answers
}

func trafficPeer(of peer) *matcher.TrafficPeer {
	if of.Namespace == "" {
		return &matcher.TrafficPeer{IP: of.Address}
	}
	return &matcher.TrafficPeer{IP: of.Address, Internal: &matcher.InternalPeer{
		Namespace:       of.Namespace,
		NamespaceLabels: map[string]string{corev1.LabelMetadataName: of.Namespace},
		PodLabels:       of.Labels,
	}}
}

func byCilium(texts []json.RawMessage, connections []connection) []bool {
	logger := slog.New(slog.NewTextHandler(io.Discard, nil))
	manager := identitymanager.NewIDManager(logger)
	repository := policy.NewPolicyRepository(logger, nil, nil, nil, manager, testpolicy.NewPolicyMetricsNoop())
	identities := identitiesOf(connections)
	added := identity.IdentityMap{}
	for _, each := range identities {
		added[each.ID] = each.LabelArray
	}
	repository.GetSelectorCache().UpdateIdentities(added, nil, nil)
	repository.UpdateIdentities(added, nil)
	for _, text := range texts {
		repository.MustAddPolicyEntries(entriesOf(logger, text))
	}
	answers := []bool{}
	for _, each := range connections {
		protocol, err := u8proto.ParseProtocol(each.Protocol)
		check(err)
		verdict, _, _, err := policy.LookupFlow(logger, repository, manager, types.Flow{
			From:  identities[labelsOf(each.From).String()],
			To:    identities[labelsOf(each.To).String()],
			Proto: protocol,
			Dport: each.Port,
		})
		check(err)
		answers = append(answers, verdict.Egress == types.DecisionAllowed && verdict.Ingress == types.DecisionAllowed)
	}
	return answers
}

func identitiesOf(connections []connection) map[string]*identity.Identity {
	found := map[string]*identity.Identity{}
	for _, each := range connections {
		for _, of := range []peer{each.From, each.To} {
			known := labelsOf(of)
			number := identity.NumericIdentity(1000 + len(found))
			if _, isThere := found[known.String()]; !isThere {
				found[known.String()] = identity.NewIdentity(number, known)
			}
		}
	}
	return found
}

// What Cilium calls a peer by. Of a node it does not use the address.
func labelsOf(of peer) labels.Labels {
	if of.Namespace != "" {
		texts := []string{
			"k8s:io.kubernetes.pod.namespace=" + of.Namespace,
			"k8s:io.cilium.k8s.policy.cluster=" + cluster,
		}
		for key, value := range of.Labels {
			texts = append(texts, "k8s:"+key+"="+value)
		}
		return labels.NewLabelsFromModel(texts)
	}
	found := labels.Labels{}
	if of.IsNode {
		found.MergeLabels(labels.LabelRemoteNode)
	} else {
		address := netip.MustParseAddr(of.Address)
		found.MergeLabels(labels.GetCIDRLabels(netip.PrefixFrom(address, address.BitLen())))
	}
	if of.IsAPIServer {
		found.MergeLabels(labels.LabelKubeAPIServer)
	}
	return found
}

func entriesOf(logger *slog.Logger, text []byte) types.PolicyEntries {
	var object struct{ Kind string }
	check(json.Unmarshal(text, &object))
	if object.Kind == "NetworkPolicy" {
		standard := &slimnetworkingv1.NetworkPolicy{}
		check(yaml.UnmarshalStrict(text, standard))
		entries, err := k8s.ParseNetworkPolicy(logger, cluster, standard)
		check(err)
		return entries
	}
	own := &ciliumv2.CiliumNetworkPolicy{}
	check(yaml.UnmarshalStrict(text, own))
	rules, err := own.Parse(logger, cluster)
	check(err)
	return policyutils.RulesToPolicyEntries(rules)
}
