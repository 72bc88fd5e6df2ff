// Logs in with the current credential of a mounted pair, else with the previous one. See README.md.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

type credential struct{ username, password string }

type named struct {
	which string
	credential
}

var (
	folder = os.Args[1]
	server = net.JoinHostPort(os.Args[2], os.Args[3])
	poll   = duration("POLL_MS", 5000)
	base   = duration("BACKOFF_BASE_MS", 100)
	limit  = duration("BACKOFF_CAP_MS", 30000)
)

func duration(name string, otherwise int) time.Duration {
	if value, err := strconv.Atoi(os.Getenv(name)); err == nil {
		otherwise = value
	}
	return time.Duration(otherwise) * time.Millisecond
}

func log(fields map[string]any) {
	line, _ := json.Marshal(fields)
	fmt.Println(string(line))
}

func targetOf() string {
	target, _ := os.Readlink(filepath.Join(folder, "..data"))
	return target
}

// readPair reads the files of one generation: all below one target of `..data`.
func readPair() ([]named, error) {
	for {
		target := targetOf()
		root := filepath.Join(folder, target)
		var failure error
		read := func(prefix string) credential {
			text := func(name string) string {
				content, err := os.ReadFile(filepath.Join(root, prefix+name))
				failure = errors.Join(failure, err)
				return strings.TrimRight(string(content), "\r\n")
			}
			return credential{text("username"), text("password")}
		}
		pair := []named{{"current", read("")}}
		if _, err := os.Stat(filepath.Join(root, "previous-password")); err == nil {
			pair = append(pair, named{"previous", read("previous-")})
		}
		if targetOf() == target {
			return pair, failure
		}
	}
}

// login returns no connection where the server refuses the credential.
func login(with credential) (net.Conn, error) {
	connection, err := net.DialTimeout("tcp", server, 5*time.Second)
	if err != nil {
		return nil, err
	}
	_ = connection.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err = fmt.Fprintf(connection, "AUTH %s %s\n", with.username, with.password); err == nil {
		answer := make([]byte, 64)
		if _, err = connection.Read(answer); err == nil && answer[0] == '+' {
			return connection, connection.SetDeadline(time.Time{})
		}
	}
	_ = connection.Close()
	return nil, err
}

func connect() (net.Conn, named, error) {
	pair, err := readPair()
	if err != nil {
		return nil, named{}, err
	}
	for _, each := range pair {
		connection, err := login(each.credential)
		if connection != nil || err != nil {
			return connection, each, err
		}
	}
	return nil, named{}, nil
}

// hold keeps a connection until it breaks, and moves it to another current credential when there is one.
func hold(connection net.Conn, used credential) {
	defer func() { _ = connection.Close() }()
	for {
		_ = connection.SetReadDeadline(time.Now().Add(poll))
		_, err := connection.Read(make([]byte, 64))
		var timeout net.Error
		if err != nil && (!errors.As(err, &timeout) || !timeout.Timeout()) {
			return
		}
		pair, err := readPair()
		if err != nil || pair[0].credential == used {
			continue
		}
		if following, err := login(pair[0].credential); err == nil && following != nil {
			_ = connection.Close()
			connection, used = following, pair[0].credential
			log(map[string]any{"event": "connected", "with": "current"})
		}
	}
}

func main() {
	for attempt := 0; ; {
		connection, used, err := connect()
		if err != nil || connection == nil {
			bound := min(limit, base<<min(attempt, 20))
			delay := time.Duration(rand.Float64() * float64(bound))
			attempt++
			log(map[string]any{"event": "refused", "retryInMs": delay.Milliseconds()})
			time.Sleep(delay)
			continue
		}
		attempt = 0
		log(map[string]any{"event": "connected", "with": used.which})
		hold(connection, used.credential)
	}
}
